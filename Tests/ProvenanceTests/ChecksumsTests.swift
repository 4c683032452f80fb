import Builds
import Provenance
import Testing

@Suite struct ChecksumsTests {
    private let digest = Samples.digest("x").description

    @Test func `checksums survive being written and read`() throws {
        let checksums = Checksums(try Samples.statement().subjects)
        #expect(try Checksums(decoding: checksums.encoded) == checksums)
        #expect(
            String(decoding: checksums.encoded, as: UTF8.self).hasPrefix("\(Samples.digest("one"))  hello.tar.gz\n")
        )
    }

    @Test func `nothing but lines of digest, two spaces and base name is accepted`() {
        for text in [
            "\(digest)  a", "\(digest) a\n", "\(digest) *a\n", "\(digest)  ../a\n", "\(digest)  a/b\n", "\n",
            "\(digest)  a\n\n", "\(digest)  a\r\n", "\(digest.uppercased())  a\n", "\(digest.dropLast())  a\n",
            "\\\(digest)  a\n", "\(digest)  \n", "\(digest)  SHA256SUMS\n", "\(digest)  a\n\(digest)  A\n",
            "\(digest)  a\u{0}\n", "# comment\n", "\(digest.dropLast(2))é  a\n",
        ] {
            #expect(throws: ProvenanceError.self, "\(text)") { try Checksums(decoding: Array(text.utf8)) }
        }
    }

    @Test func `bytes that are not text are refused`() {
        #expect(throws: ProvenanceError.self) { try Checksums(decoding: [0xFF, 0x0A]) }
    }

    @Test func `a file over the limit is not looked into`() {
        let bytes = [UInt8](repeating: 0x0A, count: Checksums.sizeLimit + 1)
        let error = #expect(throws: ProvenanceError.self) { try Checksums(decoding: bytes) }
        #expect(error?.code == .limit)
    }

    @Test func `no truncation and no changed bit makes it crash`() throws {
        let bytes = Checksums(try Samples.statement().subjects).encoded
        for index in bytes.indices {
            _ = try? Checksums(decoding: Array(bytes[..<index]))
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << bit
                let read = try? Checksums(decoding: changed)
                #expect(read?.encoded != bytes)
            }
        }
    }
}
