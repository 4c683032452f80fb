import Bytes
import OpenSSLKit
import Testing

@testable import Evidence

/// Names that a software TPM computed.
@Suite struct TPMNameTests {
    /// An endorsement key on P-256 by the default template, and a key that was made under it.
    private static let x = "13035c30e9373df9da475ed9c48247ee50cad92d313f2e6bf261c2c68d537bb3"
    private static let y = "4d2754f1fc80cc6aae772126f1598bc5d4587e6dd350b6687b89656f30d333df"
    private static let name = "000b0fe8d1981016f6146f3220363880cd0ec7d6f159dc3f6bc3a7e73de9a0cc5907"
    private static let child = "000b2b8bd0d54eb99126be2873605de2e62706345c233353ce24cb3e890cfea29c74"
    private static let signer = "000b5596823ab9f167f626c1b1459809f85fc5beca38ce5462fabaacc79d59e6fc3d"

    private func name(_ text: String) throws -> TPMName {
        let bytes = try #require([UInt8](hexadecimal: text))
        return try #require(TPMName(bytes))
    }

    @Test func `an endorsement key has the Name of its template, and is known as a parent`() throws {
        let x = try #require([UInt8](hexadecimal: Self.x))
        let y = try #require([UInt8](hexadecimal: Self.y))
        let endorsement = try #require(TPMEndorsementKey(PublicKey(p256X: x, y: y)))
        #expect(endorsement.name.description == Self.name)
        #expect(endorsement.isParent(of: try name(Self.child), qualifiedAs: try name(Self.signer)))
        #expect(!endorsement.isParent(of: try name(Self.name), qualifiedAs: try name(Self.signer)))
        #expect(!endorsement.isParent(of: try name(Self.child), qualifiedAs: try name(Self.child)))
    }

    @Test func `a primary key of another hierarchy is another key`() throws {
        let name = try name(Self.name)
        #expect(name.qualified(in: .endorsement) != name.qualified(in: .owner))
        #expect(try self.name(Self.child).qualified(under: name.qualified(in: .endorsement)) == self.name(Self.signer))
    }

    @Test func `a Name is of SHA-256 and nothing else`() throws {
        let digest = [UInt8](repeating: 1, count: 32)
        #expect(TPMName([0, 0x0B] + digest) != nil)
        for bytes in [[], digest, [0, 4] + digest, [0, 0x0B] + digest.dropLast(), [0, 0x0B] + digest + [1]] {
            #expect(TPMName(bytes) == nil)
        }
    }

    @Test func `a key of another kind is no endorsement key`() throws {
        #expect(TPMEndorsementKey(try PrivateKey.generate(.p384).publicKey) == nil)
        #expect(TPMEndorsementKey(try TPMMintKey.rsa.publicKey) != nil)
    }
}
