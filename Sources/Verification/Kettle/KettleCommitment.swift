import Builds
import Bytes
import OpenSSLKit

/// What Kettle's evidence commits to: a digest of the provenance, and in the newer forms a nonce behind it.
struct KettleCommitment: Equatable {
    /// How a version of Kettle makes the digest.
    enum Form: String, CaseIterable {
        /// Up to Kettle 0.1: SHA-256 of the JSON without white space; a nonce may follow.
        case compact
        /// Kettle 1: SHA-256 of the file, and a nonce.
        case file
    }

    let form: Form
    /// The 16 bytes of the nonce, zeros where nobody sent one; `nil` where there is nothing but the digest.
    let nonce: [UInt8]?

    private static let nonceSize = 16

    /// Finds the form in which `commitment` covers `provenance` on a platform, every byte of it; `nil` where it is none.
    ///
    /// REPORT_DATA has 64 bytes and ends in zeros. Azure's quotes take at most 50, and the newer forms fill them. Nothing
    /// else is padded or cut: Kettle drops zeros at the end of what it finds, and then compares.
    init?(_ commitment: [UInt8], of provenance: [UInt8], on platform: Platform) {
        for form in Form.allCases where Self.sizes(form, on: platform).contains(commitment.count) {
            let digest = Self.digest(form, of: provenance)
            guard commitment.starts(with: digest) else { continue }
            let rest = commitment.dropFirst(digest.count)
            guard rest.dropFirst(Self.nonceSize).allSatisfy({ $0 == 0 }) else { continue }
            self.form = form
            nonce = rest.isEmpty ? nil : Array(rest.prefix(Self.nonceSize))
            return
        }
        return nil
    }

    /// The digest of a provenance in a form.
    static func digest(_ form: Form, of provenance: [UInt8]) -> [UInt8] {
        DigestAlgorithm.sha256.digest(form == .compact ? compacted(provenance) : provenance)
    }

    /// How many bytes evidence of the platform commits to in a form.
    private static func sizes(_ form: Form, on platform: Platform) -> Set<Int> {
        switch (platform, form) {
        case (.azureSNP, .compact), (.azureTDX, .compact): [32, 48, 50]
        case (.azureSNP, .file), (.azureTDX, .file): [48, 50]
        default: [64]
        }
    }

    /// JSON, well formed, without the white space between its parts. Members keep their order and texts their spelling, so
    /// that what is hashed is the file but for its layout.
    private static func compacted(_ json: [UInt8]) -> [UInt8] {
        var compact: [UInt8] = []
        compact.reserveCapacity(json.count)
        var isText = false
        var isEscaped = false
        for byte in json {
            if isText {
                isText = byte != UInt8(ascii: "\"") || isEscaped
                isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            } else {
                if [0x20, 0x09, 0x0A, 0x0D].contains(byte) { continue }
                isText = byte == UInt8(ascii: "\"")
            }
            compact.append(byte)
        }
        return compact
    }
}
