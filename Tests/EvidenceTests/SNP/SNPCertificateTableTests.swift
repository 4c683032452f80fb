import Bytes
import Evidence
import Testing

@Suite struct SNPCertificateTableTests {
    private static let vcek = [0x30, 0x82, 0x01, 0x00] + [UInt8](repeating: 7, count: 256)
    private static let vlek = [0x30, 0x82, 0x00, 0x90] + [UInt8](repeating: 9, count: 144)

    /// A table as hosts make it: the list, its end, then each entry's contents.
    private func table(_ entries: [(String, [UInt8])], fill: Int = 0) throws -> [UInt8] {
        func word(_ value: Int) -> [UInt8] { withUnsafeBytes(of: UInt32(value).littleEndian) { Array($0) } }
        var (list, contents): ([UInt8], [UInt8]) = ([], [])
        let start = (entries.count + 1) * 24
        for (identifier, bytes) in entries {
            let padded = bytes + [UInt8](repeating: 0, count: fill)
            list += try #require([UInt8](hexadecimal: identifier.replacing("-", with: "")))
            list += word(start + contents.count) + word(padded.count)
            contents += padded
        }
        return list + [UInt8](repeating: 0, count: 24) + contents
    }

    private let usual = [
        ("63da758d-e664-4564-adc5-f4b93be8accd", vcek),
        ("4ab7b379-bbac-4fe4-a02f-05aef327c782", [1, 2, 3]),
        ("c0b406a4-a803-4952-9743-3fb6014cd0ae", [4, 5]),
    ]

    @Test func `a table is read by the printed order of its identifiers`() throws {
        let read = try SNPCertificateTable(parsing: table(usual))
        #expect(read.contents == [.vcek: Self.vcek, .ask: [1, 2, 3], .ark: [4, 5]])
        let operated = try table([
            ("a8074bc2-a25a-483e-aae6-39c045a0b8a1", Self.vlek), ("92f81bc3-5811-4d3d-97ff-d19f88dc67ea", [0x30]),
        ])
        #expect(try SNPCertificateTable(parsing: operated).contents == [.vlek: Self.vlek, .revocationList: [0x30]])
    }

    @Test func `what hosts fill up with zeros is cut, and nothing else`() throws {
        let read = try SNPCertificateTable(parsing: table(usual, fill: 100))
        #expect(read.contents[.vcek] == Self.vcek)
        #expect(read.contents[.ask] == [1, 2, 3] + [UInt8](repeating: 0, count: 100))
        let followed = try table([("63da758d-e664-4564-adc5-f4b93be8accd", Self.vcek + [0, 1])])
        #expect(try SNPCertificateTable(parsing: followed).contents[.vcek] == Self.vcek + [0, 1])
    }

    @Test func `nothing, zeros, or entries of other kinds are a table without certificates`() throws {
        for bytes in [[], [UInt8](repeating: 0, count: 24), [UInt8](repeating: 0, count: 4096)] {
            #expect(try SNPCertificateTable(parsing: bytes).contents.isEmpty)
        }
        let other = try table([("00000000-0000-0000-0000-000000000001", [1])])
        #expect(try SNPCertificateTable(parsing: other).contents.isEmpty)
    }

    @Test func `an entry that stands twice or reaches too far is refused`() throws {
        let one = try table([usual[0]])
        var twice = try table([usual[0], usual[0]])
        #expect(throws: EvidenceError.self) { try SNPCertificateTable(parsing: twice) }
        twice[0] ^= 1
        #expect(try SNPCertificateTable(parsing: twice).contents.count == 1)
        for (offset, length) in [
            (0, 260), (47, 10), (48, 261), (308, 1), (309, 0), (Int(UInt32.max), 1), (48, Int(UInt32.max)),
            (Int(UInt32.max), Int(UInt32.max)),
        ] {
            var altered = one
            for (position, value) in [(16, offset), (20, length)] {
                let word = withUnsafeBytes(of: UInt32(value).littleEndian) { Array($0) }
                altered.replaceSubrange(position..<(position + 4), with: word)
            }
            #expect(throws: EvidenceError.self, "\(offset) \(length)") { try SNPCertificateTable(parsing: altered) }
        }
    }

    @Test func `a list that does not end, or is too long, is refused`() throws {
        #expect(throws: EvidenceError.self) { try SNPCertificateTable(parsing: [UInt8](repeating: 1, count: 24)) }
        let entries = (0...SNPCertificateTable.entryLimit).map { _ in
            ("00000000-0000-0000-0000-000000000001", [UInt8]())
        }
        #expect(throws: EvidenceError.self) { try SNPCertificateTable(parsing: table(entries)) }
        #expect(try SNPCertificateTable(parsing: table(Array(entries.dropFirst()))).contents.isEmpty)
        let large = [UInt8](repeating: 0, count: SNPCertificateTable.sizeLimit + 1)
        #expect(throws: EvidenceError.self) { try SNPCertificateTable(parsing: large) }
    }

    @Test func `no truncation or flipped bit is more than an error`() throws {
        let bytes = try table(usual)
        for count in 1..<bytes.count {
            #expect(throws: EvidenceError.self) { try SNPCertificateTable(parsing: Array(bytes[..<count])) }
        }
        for byte in 0..<96 {
            for bit in 0..<8 {
                var altered = bytes
                altered[byte] ^= 1 << bit
                let read = try? SNPCertificateTable(parsing: altered)
                #expect(read?.contents.values.reduce(0) { $0 + $1.count } ?? 0 <= 3 * bytes.count)
            }
        }
    }
}
