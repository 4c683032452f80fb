package import OpenSSLKit

/// What the evidence of a TPM says, with how far its attestation key is known.
package struct TPMClaims: Hashable, Sendable {
    package let quote: TPMQuoteClaims
    /// The key that signed the quote.
    package let attestationKey: TPMPublicArea
    /// The certificate by which an authority that is trusted says that the key lives in a TPM; `nil` where there is
    /// none, and then only its Name can tell the key from one that a program made.
    package let certificate: Certificate?
}
