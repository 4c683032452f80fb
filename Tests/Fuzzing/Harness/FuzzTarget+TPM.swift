import OpenSSLKit

@testable import Evidence

extension FuzzTarget {
    static let tpm = [
        FuzzTarget(name: "tpm-quote", sizeLimit: 256) { bytes in
            guard let quote = try? TPMQuote(parsing: bytes) else { return }
            demand(quote.rebuilt == bytes, "every byte of a quote is part of a field, or fixed")
        },
        FuzzTarget(name: "tpm-public", sizeLimit: TPMPublicArea.sizeLimit) { bytes in
            guard let key = try? TPMPublicArea(parsing: bytes) else { return }
            demand(key.name == TPMName(hashing: Array(bytes.dropFirst(2))), "the Name covers all of it")
            switch (key.scheme, key.publicKey.kind) {
            case (.ecdsa, .p256), (.rsassa, .rsa(bits: _)), (.rsapss, .rsa(bits: _)): break
            default: demand(false, "the scheme fits the key")
            }
            let signature = TPMSignature(rawRSASSA: [UInt8](repeating: 1, count: 256))
            demand(!signature.isValid(for: bytes, by: key.publicKey), "a signature of ones is none")
        },
        FuzzTarget(name: "tpm-signature", sizeLimit: TPMSignature.sizeLimit) { bytes in
            guard let signature = try? TPMSignature(parsing: bytes) else { return }
            demand(
                signature.algorithm == .ecdsa ? signature.bytes.count == 64 : bytes.count == signature.bytes.count + 6,
                "a signature has its size"
            )
            _ = ECDSASignature(concatenated: signature.bytes)
        },
    ]
}

extension TPMQuote {
    /// The quote, written anew from its fields.
    fileprivate var rebuilt: [UInt8] {
        func sized(_ bytes: [UInt8]) -> [UInt8] { UInt16(bytes.count).bigEndianBytes + bytes }
        var bitmap: [UInt8] = [0, 0, 0]
        for index in selection { bitmap[index / 8] |= 1 << (index % 8) }
        var bytes: [UInt8] = [0xFF, 0x54, 0x43, 0x47, 0x80, 0x18]
        bytes += sized(qualifiedSigner.bytes) + sized(extraData) + clock.milliseconds.bigEndianBytes
        bytes += clock.resetCount.bigEndianBytes + clock.restartCount.bigEndianBytes + [clock.isSafe ? 1 : 0]
        bytes += firmwareVersion.bigEndianBytes
        return bytes + UInt32(1).bigEndianBytes + [0x00, 0x0B, 3] + bitmap + sized(pcrDigest)
    }
}
