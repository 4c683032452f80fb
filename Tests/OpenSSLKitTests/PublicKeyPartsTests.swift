import OpenSSLKit
import Testing

/// Keys that are made of their numbers.
struct PublicKeyPartsTests {
    private static let message = Array("signed".utf8)

    /// The two coordinates at the end of a SubjectPublicKeyInfo.
    private static func point(_ key: PublicKey, _ size: Int) -> (x: [UInt8], y: [UInt8]) {
        let bytes = key.subjectPublicKeyInfo.suffix(2 * size)
        return (Array(bytes.prefix(size)), Array(bytes.suffix(size)))
    }

    /// The modulus of an RSA key whose exponent is 65537, with the zero that DER puts before it.
    private static func modulus(_ key: PublicKey, bits: Int) -> [UInt8] {
        Array(key.subjectPublicKeyInfo.dropLast(5).suffix(bits / 8 + 1))
    }

    @Test func `a point makes the key that it was taken from`() throws {
        let (p256, p384) = (try KeyFixture.p256.publicKey, try KeyFixture.p384.publicKey)
        let (short, long) = (Self.point(p256, 32), Self.point(p384, 48))
        let made = (try PublicKey(p256X: short.x, y: short.y), try PublicKey(p384X: long.x, y: long.y))
        #expect(made.0 == p256 && made.0.kind == .p256)
        #expect(made.1 == p384 && made.1.kind == .p384)
        let signature = try KeyFixture.p256.sign(Self.message, .ecdsaP256SHA256)
        #expect(made.0.verifies(signature, of: Self.message, .ecdsaP256SHA256))
        #expect(!made.0.verifies(signature, of: Self.message + [0], .ecdsaP256SHA256))
    }

    @Test func `a point that is not on the curve is refused`() throws {
        let (x, y) = Self.point(try KeyFixture.p256.publicKey, 32)
        for byte in 0..<64 {
            for bit in 0..<8 {
                var bytes = x + y
                bytes[byte] ^= 1 << bit
                let error = #expect(throws: OpenSSLError.self, "byte \(byte), bit \(bit)") {
                    try PublicKey(p256X: Array(bytes[..<32]), y: Array(bytes[32...]))
                }
                #expect(error?.code == .malformed)
            }
        }
    }

    @Test func `coordinates that are no numbers of the field, or of another size, are refused`() throws {
        let (x, y) = Self.point(try KeyFixture.p256.publicKey, 32)
        let largest = [UInt8](repeating: 0xFF, count: 32)
        let zero = [UInt8](repeating: 0, count: 32)
        let points = [(largest, largest), (zero, zero), (x, largest), (Array(x.dropLast()), y), (x, y + [0]), ([], [])]
        for (x, y) in points {
            #expect(throws: OpenSSLError.self) { try PublicKey(p256X: x, y: y) }
        }
        #expect(throws: OpenSSLError.self) { try PublicKey(p384X: x, y: y) }
    }

    @Test func `a modulus makes the key that it was taken from, in its one encoding`() throws {
        let key = try KeyFixture.rsa.publicKey
        guard case .rsa(let bits) = key.kind else { throw OtherKey() }
        let modulus = Self.modulus(key, bits: bits)
        for zeros in [0, 1, 20] {
            let padded = [UInt8](repeating: 0, count: zeros) + modulus.drop { $0 == 0 }
            let made = try PublicKey(rsaModulus: padded, exponent: [0, 1, 0, 1])
            #expect(made == key && made.kind == key.kind)
            #expect(try PublicKey(subjectPublicKeyInfo: made.subjectPublicKeyInfo) == made)
            let signature = try KeyFixture.rsa.sign(Self.message, .rsaPKCS1SHA256)
            #expect(made.verifies(signature, of: Self.message, .rsaPKCS1SHA256))
        }
    }

    @Test(arguments: [0, 1, 128, 255, 1025, PublicKey.sizeLimit + 1])
    func `a modulus of a size that is not supported is refused`(size: Int) {
        let modulus = [UInt8](repeating: 0xFF, count: size)
        #expect(throws: OpenSSLError.self) { try PublicKey(rsaModulus: modulus, exponent: [1, 0, 1]) }
        #expect(throws: OpenSSLError.self) {
            try PublicKey(rsaModulus: [UInt8](repeating: 0, count: 256), exponent: [1, 0, 1])
        }
    }

    private struct OtherKey: Error {}
}
