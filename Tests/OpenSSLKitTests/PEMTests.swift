import Bytes
import OpenSSLKit
import Testing

@Suite struct PEMTests {
    private static let bytes = (0..<200).map { UInt8($0) }

    /// A block with lines of a size.
    private static func block(_ bytes: [UInt8], lineSize: Int = 64, lineEnd: String = "\n") -> String {
        let body = Array(bytes.base64)
        let lines = stride(from: 0, to: body.count, by: lineSize).map {
            String(body[$0..<min($0 + lineSize, body.count)])
        }
        return (["-----BEGIN CERTIFICATE-----"] + lines + ["-----END CERTIFICATE-----", ""]).joined(separator: lineEnd)
    }

    private static func strict(_ text: String, limit: Int = 3) throws -> [[UInt8]] {
        try PEM.strictBlocks(Array(text.utf8), label: "CERTIFICATE", limit: limit)
    }

    @Test(arguments: [1, 2, 3, 47, 48, 49, 96, 200])
    func `blocks of every length read back`(count: Int) throws {
        let bytes = Array(Self.bytes[..<count])
        let text = Self.block(bytes) + "\r\n\n" + Self.block(Self.bytes, lineEnd: "\r\n") + "\0\0"
        #expect(try Self.strict(text) == [bytes, Self.bytes])
        #expect(try PEM.blocks(Array(text.utf8), label: "CERTIFICATE", limit: 2) == [bytes, Self.bytes])
    }

    @Test func `other line lengths are not strict`() throws {
        for text in [Self.block(Self.bytes, lineSize: 76), Self.block(Self.bytes, lineSize: 60)] {
            #expect(throws: OpenSSLError.self) { try Self.strict(text) }
            #expect(try PEM.blocks(Array(text.utf8), label: "CERTIFICATE", limit: 1) == [Self.bytes])
        }
    }

    @Test func `what is not the encoding of its bytes is refused`() throws {
        // Two bytes leave two bits of the last character over, one byte four.
        for (text, other) in [("AAE=", "AAF="), ("AA==", "AB==")] {
            func pem(_ body: String) -> String { "-----BEGIN CERTIFICATE-----\n\(body)\n-----END CERTIFICATE-----\n" }
            #expect(try Self.strict(pem(text)).count == 1)
            for broken in [
                other, "", "=", "====", text.replacing("=", with: ""), text + "=", " " + text, text + " ", "A=AA",
            ] {
                #expect(throws: OpenSSLError.self, "\(broken)") { try Self.strict(pem(broken)) }
                if !broken.contains(" ") {
                    let bytes = Array(pem(broken).utf8)
                    #expect(throws: OpenSSLError.self, "\(broken)") {
                        try PEM.blocks(bytes, label: "CERTIFICATE", limit: 1)
                    }
                }
            }
        }
    }

    @Test func `text around, inside or between blocks is refused`() throws {
        let block = Self.block(Self.bytes)
        let lines = block.split(separator: "\n").map(String.init)
        let broken = [
            "comment\n" + block, block + "comment", " " + block, block + "-",
            block.replacing("-----END", with: "----END"),
            block.replacing("CERTIFICATE", with: "CERTIFICATES"), lines.dropLast().joined(separator: "\n"),
            lines.dropFirst().joined(separator: "\n"), lines[0], block + lines[0],
            (lines[...1] + [lines[0]] + lines[2...]).joined(separator: "\n"),
            block.replacing("\n", with: "\r"), block.replacing("\n", with: " "), "\0" + block,
            lines.joined(separator: "\n") + "\r",
        ]
        for text in broken { #expect(throws: OpenSSLError.self, "\(text.prefix(80))") { try Self.strict(text) } }
        #expect(throws: OpenSSLError.self) { try Self.strict(block + block, limit: 1) }
        #expect(try Self.strict("").isEmpty)
    }
}
