import Bytes
import OpenSSLKit
import Testing

@Suite struct DigestTests {
    @Test(
        arguments: [
            (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                .sha384,
                "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                    + "8086072ba1e7cc2358baeca134c825a7"
            ),
            (
                .sha512,
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                    + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
            ),
        ] as [(DigestAlgorithm, String)]
    )
    func `a digest has the value that FIPS 180 gives for abc, whole or in pieces`(
        algorithm: DigestAlgorithm,
        expected: String
    ) {
        #expect(algorithm.digest(Array("abc".utf8)).hexadecimal == expected)
        var pieces = StreamingDigest(algorithm)
        pieces.update(Array("a".utf8))
        pieces.update([])
        Array("bc".utf8).withUnsafeBytes { pieces.update($0) }
        #expect(pieces.finalize().hexadecimal == expected)
    }

    @Test func `no bytes have a digest too`() {
        let expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        #expect(DigestAlgorithm.sha256.digest([UInt8]()).hexadecimal == expected)
        #expect(DigestAlgorithm.sha256.digest(UnsafeRawBufferPointer(start: nil, count: 0)).hexadecimal == expected)
        #expect(StreamingDigest(.sha256).finalize().hexadecimal == expected)
    }

    @Test func `an authentication code has the value of RFC 4231`() {
        let code = HMAC.sha256(key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8))
        #expect(code.hexadecimal == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test func `an authentication code of nothing under no key is computed`() {
        let expected = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        #expect(HMAC.sha256(key: [], message: []).hexadecimal == expected)
        #expect(HMAC.sha256(key: [], message: UnsafeRawBufferPointer(start: nil, count: 0)).hexadecimal == expected)
    }

    @Test func `comparison looks at every byte and at the length`() {
        #expect(ConstantTime.equal([], []))
        #expect(ConstantTime.equal([1, 2, 3], [1, 2, 3]))
        #expect(!ConstantTime.equal([1, 2, 3], [1, 2, 4]))
        #expect(!ConstantTime.equal([1, 2, 3], [0, 2, 3]))
        #expect(!ConstantTime.equal([1, 2, 3], [1, 2]))
        #expect(!ConstantTime.equal([], [0]))
    }

    @Test func `random bytes are as many as asked for and differ`() throws {
        #expect(try SecureRandom.bytes(0).isEmpty)
        #expect(try SecureRandom.bytes(33).count == 33)
        #expect(try SecureRandom.bytes(32) != SecureRandom.bytes(32))
    }
}
