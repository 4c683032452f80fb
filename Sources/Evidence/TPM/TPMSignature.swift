import OpenSSLKit

/// A signature by a TPM, with SHA-256 (TPMT_SIGNATURE; TPM 2.0 library, part 2, section 11.3.4).
package struct TPMSignature: Hashable, Sendable {
    /// An algorithm that a TPM signs with, by its number.
    package enum Algorithm: UInt16, Hashable, Sendable {
        case rsassa = 0x0014
        case rsapss = 0x0016
        case ecdsa = 0x0018
    }

    /// The largest structure that is read, in bytes: an RSA key of 4096 bits and then some.
    package static let sizeLimit = 1024

    package let algorithm: Algorithm
    /// An RSA signature as it is; for ECDSA `r ‖ s`, 32 bytes each, most significant first.
    package let bytes: [UInt8]

    /// An RSASSA signature without its header, as Azure's evidence carries it.
    package init(rawRSASSA bytes: [UInt8]) {
        algorithm = .rsassa
        self.bytes = bytes
    }

    /// Reads a TPMT_SIGNATURE that fills all the bytes.
    package init(parsing bytes: [UInt8]) throws(EvidenceError) {
        var reader = TPMReader(bytes, of: "quote's signature", code: .tpmQuoteSignatureInvalid)
        guard bytes.count <= Self.sizeLimit, let algorithm = Algorithm(rawValue: try reader.integer()) else {
            throw reader.malformed("it is neither of RSASSA, RSAPSS nor ECDSA")
        }
        self.algorithm = algorithm
        try reader.constant(UInt16(0x000B), "the hash algorithm")
        switch algorithm {
        case .rsassa, .rsapss: self.bytes = try reader.sized("the number", 256...512)
        case .ecdsa:
            let r = try reader.sized("r", 1...32)
            let s = try reader.sized("s", 1...32)
            self.bytes = Self.padded(r) + Self.padded(s)
        }
        try reader.finish()
    }

    /// Whether it is a signature of `message` by `key`.
    func isValid(for message: [UInt8], by key: PublicKey) -> Bool {
        switch algorithm {
        case .rsassa: key.verifies(bytes, of: message, .rsaPKCS1SHA256)
        case .rsapss: key.verifies(bytes, of: message, .rsaPSSSHA256)
        case .ecdsa:
            ECDSASignature(concatenated: bytes).map { key.verifies($0, of: message, .ecdsaP256SHA256) } ?? false
        }
    }

    /// A TPM may leave out leading zeros.
    static func padded(_ number: [UInt8]) -> [UInt8] {
        [UInt8](repeating: 0, count: max(0, 32 - number.count)) + number
    }
}
