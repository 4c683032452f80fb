package import Builds
import Bytes
import OpenSSLKit

/// REPORT_DATA: the 64 bytes that evidence commits to.
package struct ReportData: Hashable, Sendable, CustomStringConvertible {
    /// The number of bytes; never padded, never cut.
    package static let size = 64

    /// The bytes.
    package let bytes: [UInt8]

    /// Takes exactly 64 bytes; `nil` for any other number.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size else { return nil }
        self.bytes = bytes
    }

    /// `SHA-256(provenance.json) ‖ SHA-256(binding)`, from the two digests; `nil` unless both are of 32 bytes.
    package init?(provenanceSHA256: [UInt8], bindingSHA256: [UInt8]) {
        guard provenanceSHA256.count == 32, bindingSHA256.count == 32 else { return nil }
        self.bytes = provenanceSHA256 + bindingSHA256
    }

    /// `SHA-256(provenance.json) ‖ SHA-256(binding)`, from the exact bytes of the two files.
    package init(provenance: [UInt8], binding: [UInt8]) {
        self.bytes = DigestAlgorithm.sha256.digest(provenance) + DigestAlgorithm.sha256.digest(binding)
    }

    /// The bytes that a platform's evidence commits to for this report data.
    ///
    /// The quotes of Azure's virtual TPM take 50 bytes, so where a TPM quotes, extraData is the SHA-256 of the 64 bytes.
    package func commitment(on platform: Platform) -> [UInt8] {
        switch platform {
        case .snp, .tdx, .nitro, .simulated: bytes
        case .azureSNP, .azureTDX, .tpm: DigestAlgorithm.sha256.digest(bytes)
        }
    }

    /// The 128 lower-case digits.
    package var description: String { bytes.hexadecimal }
}
