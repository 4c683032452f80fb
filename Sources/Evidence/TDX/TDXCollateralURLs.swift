import Bytes
package import OpenSSLKit

package import struct FoundationEssentials.Date

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
    package let qeIdentity = "/tdx/certification/v4/qe/identity"
    /// The revocation list of the authority that certified the platform, DER; its chain stands in the header
    /// `SGX-PCK-CRL-Issuer-Chain`.
    package let pckCRL: String

    /// The paths for a quote whose certificates descend from `root` and are valid at `time`.
    package init(for quote: TDXQuote, root: Certificate = IntelRoots.sgxRootCA, at time: Date) throws(EvidenceError) {
        var rules = RuleLog()
        let chain = try PCKChain(
            parsing: quote.signature.certificates,
            by: IntelReader(root: root),
            at: time,
            rules: &rules
        )
        tcbInfo = "/tdx/certification/v4/tcb?fmspc=\(chain.identity.fmspc.hexadecimal)"
        pckCRL = "/sgx/certification/v4/pckcrl?ca=\(chain.identity.authority.rawValue)&encoding=der"
    }
}
