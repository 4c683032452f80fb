import Bytes
package import OpenSSLKit

/// Where Intel's provisioning certification service keeps what judges a quote (API of version 4).
///
/// Each is a path with a query, to be appended to the service's address.
package struct TDXCollateralURLs: Hashable, Sendable {
    /// The service.
    package static let origin = "https://api.trustedservices.intel.com"
    /// The revocation list of Intel's root, DER.
    package static let rootCACRL = "https://certificates.trustedservices.intel.com/IntelSGXRootCA.der"

    /// The TCB info of the quote's platform; its chain stands in the header `TCB-Info-Issuer-Chain`.
    package let tcbInfo: String
    /// The identity of quoting enclaves; its chain stands in the header `SGX-Enclave-Identity-Issuer-Chain`.
    package let qeIdentity: String
    /// The revocation list of the authority that certified the platform, DER; its chain stands in the header
    /// `SGX-PCK-CRL-Issuer-Chain`.
    package let pckCRL: String

    /// Which of the evaluations that Intel signs at a time (API of version 4, query `update`).
    package enum Update: String, Sendable {
        /// The one that platforms are given time to follow.
        case standard
        /// The newest.
        case early
    }

    /// The paths for a quote whose certificates end in `root`. Nothing else of them is judged: that is for whoever judges
    /// the quote, also when they are no longer valid.
    package init(
        for quote: TDXQuote,
        root: Certificate = IntelRoots.sgxRootCA,
        update: Update = .standard
    ) throws(EvidenceError) {
        let certificates = try IntelReader(root: root).machineChain(quote.signature.certificates)
        let kind = try PCKChain.verifyNames(leaf: certificates[0], authority: certificates[1])
        let identity = try PCKIdentity(of: certificates[0], issuedBy: kind)
        let isStandard = update == .standard
        let query = "update=\(update.rawValue)"
        tcbInfo = "/tdx/certification/v4/tcb?fmspc=\(identity.fmspc.hexadecimal)" + (isStandard ? "" : "&\(query)")
        qeIdentity = "/tdx/certification/v4/qe/identity" + (isStandard ? "" : "?\(query)")
        pckCRL = "/sgx/certification/v4/pckcrl?ca=\(kind.rawValue)&encoding=der"
    }
}
