import Bytes
import OpenSSLKit

/// A certificate that is built in. The digest says which one it is; the text is only how it is carried.
struct PinnedCertificate: Sendable {
    /// The SHA-256 of the DER, in lower-case hexadecimal.
    let sha256: String
    /// The DER in Base64, on lines of any length.
    let base64: String

    /// The certificate. A program whose constants do not fit each other must not judge anything, so it stops.
    func certificate() -> Certificate {
        let text = String(base64.filter { !$0.isNewline })
        guard let der = [UInt8](base64: text), DigestAlgorithm.sha256.digest(der).hexadecimal == sha256,
            let certificate = try? Certificate(der: der)
        else { preconditionFailure("the certificate \(sha256) is not what was built in") }
        return certificate
    }
}
