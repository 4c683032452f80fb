import OpenSSLKit
import Testing

@Suite struct SignatureTests {
    private let message = Array("message".utf8)

    static let pairs: [(KeyFixture.Keys, SignatureScheme)] = [
        (KeyFixture.p256, .ecdsaP256SHA256), (KeyFixture.p384, .ecdsaP384SHA384), (KeyFixture.rsa, .rsaPSSSHA384),
    ]

    @Test(arguments: 0..<3)
    func `a signature is of its message, by its key, in its scheme`(index: Int) throws {
        let (keys, scheme) = Self.pairs[index]
        let signature = try keys.sign(message, scheme)
        let key = try keys.publicKey
        #expect(key.verifies(signature, of: message, scheme))
        #expect(!key.verifies(signature, of: message + [0], scheme))
        #expect(!key.verifies(signature, of: [], scheme))
        #expect(!key.verifies([], of: message, scheme))
        #expect(!key.verifies(signature + [0], of: message, scheme))
        for (other, otherScheme) in Self.pairs where otherScheme != scheme {
            #expect(!key.verifies(signature, of: message, otherScheme))
            #expect(try !other.publicKey.verifies(signature, of: message, otherScheme))
            #expect(throws: OpenSSLError.self) { try keys.sign(message, otherScheme) }
        }
    }

    @Test(arguments: 0..<3)
    func `one bit flipped anywhere in a signature is noticed`(index: Int) throws {
        let (keys, scheme) = Self.pairs[index]
        let signature = try keys.sign(message, scheme)
        for byte in signature.indices {
            var mutated = signature
            mutated[byte] ^= 1 << (byte % 8)
            #expect(try !keys.publicKey.verifies(mutated, of: message, scheme), "byte \(byte)")
        }
    }

    @Test func `no message can be signed`() throws {
        let signature = try KeyFixture.p256.sign([], .ecdsaP256SHA256)
        #expect(try KeyFixture.p256.publicKey.verifies(signature, of: [], .ecdsaP256SHA256))
    }

    @Test func `raw numbers of either byte order verify like the DER that they come from`() throws {
        let der = try KeyFixture.p384.sign(message, .ecdsaP384SHA384)
        let key = try KeyFixture.p384.publicKey
        let signature = try ECDSASignature(der: der, size: 48)
        #expect(signature.r.count == 48 && signature.s.count == 48)
        #expect(try signature.der == der)
        #expect(key.verifies(signature, of: message, .ecdsaP384SHA384))
        let (r, s) = (signature.r, signature.s)
        let little = try #require(ECDSASignature(littleEndianR: r.reversed(), s: s.reversed()))
        let joined = try #require(ECDSASignature(concatenated: r + s))
        let big = try #require(ECDSASignature(bigEndianR: r, s: s))
        for same in [little, joined, big] {
            #expect(same == signature)
        }
        let swapped = try #require(ECDSASignature(bigEndianR: s, s: r))
        #expect(!key.verifies(swapped, of: message, .ecdsaP384SHA384))
    }

    @Test(arguments: [[UInt8](repeating: 0, count: 48), [UInt8](repeating: 0xFF, count: 48)])
    func `numbers outside the curve's order are no signature`(number: [UInt8]) throws {
        let signature = try #require(ECDSASignature(bigEndianR: number, s: number))
        #expect(try !KeyFixture.p384.publicKey.verifies(signature, of: message, .ecdsaP384SHA384))
    }

    @Test func `numbers of odd sizes are refused`() {
        #expect(ECDSASignature(bigEndianR: [], s: []) == nil)
        #expect(ECDSASignature(bigEndianR: [1], s: [1, 2]) == nil)
        #expect(ECDSASignature(concatenated: [1, 2, 3]) == nil)
        #expect(
            ECDSASignature(bigEndianR: [UInt8](repeating: 1, count: 67), s: [UInt8](repeating: 1, count: 67)) == nil
        )
    }

    @Test func `DER that is truncated, longer or too large for the curve is refused`() throws {
        let der = try KeyFixture.p384.sign(message, .ecdsaP384SHA384)
        for count in 0..<der.count {
            #expect(throws: OpenSSLError.self) { try ECDSASignature(der: Array(der[..<count]), size: 48) }
        }
        #expect(throws: OpenSSLError.self) { try ECDSASignature(der: der + [0], size: 48) }
        #expect(throws: OpenSSLError.self) { try ECDSASignature(der: der, size: 32) }
    }
}
