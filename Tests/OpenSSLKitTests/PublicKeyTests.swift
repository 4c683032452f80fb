import Bytes
import OpenSSLKit
import Testing

@Suite struct PublicKeyTests {
    static let all = [KeyFixture.p256, KeyFixture.p384, KeyFixture.rsa]

    @Test(arguments: 0..<3)
    func `a key survives its encodings`(index: Int) throws {
        let key = try Self.all[index].publicKey
        let fromDER = try PublicKey(subjectPublicKeyInfo: key.subjectPublicKeyInfo)
        let fromPEM = try PublicKey(pem: key.pem)
        #expect(fromDER == key && fromPEM == key)
        #expect(fromDER.kind == key.kind && fromPEM.pem == key.pem)
        #expect(try PublicKey(pem: String(key.pem.dropLast())) == key)
    }

    @Test(arguments: 0..<3)
    func `bytes missing from a key or following it are refused`(index: Int) throws {
        let bytes = try Self.all[index].publicKey.subjectPublicKeyInfo
        for count in 0..<bytes.count {
            #expect(throws: OpenSSLError.self) { try PublicKey(subjectPublicKeyInfo: Array(bytes[..<count])) }
        }
        #expect(throws: OpenSSLError.self) { try PublicKey(subjectPublicKeyInfo: bytes + [0]) }
        #expect(throws: OpenSSLError.self) {
            try PublicKey(subjectPublicKeyInfo: bytes + [UInt8](repeating: 0, count: PublicKey.sizeLimit))
        }
    }

    @Test func `a point that is not on the curve is refused, and no flipped bit is fatal`() throws {
        let bytes = try KeyFixture.p256.publicKey.subjectPublicKeyInfo
        for byte in bytes.indices {
            for bit in 0..<8 {
                var mutated = bytes
                mutated[byte] ^= 1 << bit
                #expect(throws: OpenSSLError.self, "byte \(byte), bit \(bit)") {
                    try PublicKey(subjectPublicKeyInfo: mutated)
                }
            }
        }
    }

    @Test(arguments: [0, 1])
    func `a point in hybrid form is refused, whatever its parity`(index: Int) throws {
        var bytes = try Self.all[index].publicKey.subjectPublicKeyInfo
        let isOdd = bytes[bytes.count - 1] & 1
        bytes[index == 0 ? 26 : 23] = 0x06 | isOdd
        let error = #expect(throws: OpenSSLError.self) { try PublicKey(subjectPublicKeyInfo: bytes) }
        #expect(error?.code == .unsupported)
    }

    @Test(
        arguments: [
            // Ed25519, and P-521's smaller cousin secp256k1: sound keys of kinds that nothing here signs with.
            "302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "3056301006072a8648ce3d020106052b8104000a0342000479be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f8"
                + "1798483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8",
        ]
    )
    func `a key of another kind is refused`(hexadecimal: String) throws {
        let bytes = try #require([UInt8](hexadecimal: hexadecimal))
        let error = #expect(throws: OpenSSLError.self) { try PublicKey(subjectPublicKeyInfo: bytes) }
        #expect(error?.code == .unsupported)
    }

    @Test func `an RSA key below 2048 bits is refused`() {
        let error = #expect(throws: OpenSSLError.self) { _ = try PrivateKey.generate(.rsa(bits: 1024)) }
        #expect(error?.code == .unsupported)
    }

    @Test func `PEM with anything around or inside it is refused`() throws {
        let pem = try KeyFixture.p256.publicKey.pem
        let lines = pem.split(separator: "\n").map(String.init)
        let broken = [
            "", "\n", " " + pem, pem + "\n", pem + pem, "comment\n" + pem,
            pem.replacing("\n", with: "\r\n"),
            pem.replacing("PUBLIC KEY", with: "PRIVATE KEY"),
            lines.dropLast().joined(separator: "\n"),
            lines.dropFirst().joined(separator: "\n"),
            ([lines[0]] + [lines[1] + lines[2]] + lines[3...]).joined(separator: "\n"),
            lines[0] + "\n" + lines[lines.count - 1],
            pem.replacing("=", with: ""),
            pem.replacing("\n", with: "\n\n"),
            String(repeating: pem, count: 100),
        ]
        for text in broken {
            #expect(throws: OpenSSLError.self, "\(text.prefix(200))") { try PublicKey(pem: text) }
        }
    }
}
