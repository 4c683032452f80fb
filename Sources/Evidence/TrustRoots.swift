package import OpenSSLKit

/// The certificates that verification ends at. What evidence carries itself is never one of them.
package struct TrustRoots: Hashable, Sendable {
    /// AMD's, by product line.
    package var snp: [SNPProductLine: SNPTrustRoots]
    /// Intel's SGX Root CA.
    package var intel: Certificate
    /// The root of AWS Nitro Enclaves.
    package var nitro: Certificate
    /// Authorities that certify attestation keys of TPMs: there is no root that all manufacturers share.
    package var tpm: [Certificate]

    package init(
        snp: [SNPProductLine: SNPTrustRoots],
        intel: Certificate,
        nitro: Certificate,
        tpm: [Certificate] = []
    ) {
        self.snp = snp
        self.intel = intel
        self.nitro = nitro
        self.tpm = tpm
    }
}
