import Testing

@testable import Pipeline

@Suite struct OutputLinesTests {
    private func lines(_ pieces: [[UInt8]], limit: Int = 4096) -> [String] {
        var lines = OutputLines(limit: limit)
        return pieces.flatMap { lines.append($0) } + lines.finish()
    }

    @Test(
        arguments: [
            ("a\nb\n", ["a", "b"]),
            ("a\r\nb", ["a", "b"]),
            ("10%\r20%\r30%\n", ["10%", "20%", "30%"]),
            ("\n\n", ["", ""]),
            ("\u{1B}[2J\u{07}x\n", ["\u{FFFD}[2J\u{FFFD}x"]),
            ("a\tb\u{9B}1m\n", ["a\tb\u{FFFD}1m"]),
            ("evil \u{202E}txt.exe\u{2028}next\n", ["evil \u{FFFD}txt.exe\u{FFFD}next"]),
        ] as [(String, [String])]
    )
    func `output is cut into lines without control characters`(output: String, expected: [String]) {
        #expect(lines([Array(output.utf8)]) == expected)
    }

    @Test func `bytes that are not UTF-8 are replaced`() {
        #expect(lines([[0x61, 0xFF, 0x62, 0x0A]]) == ["a\u{FFFD}b"])
    }

    @Test func `a character may arrive in pieces`() {
        #expect(lines([[0xC3], [0xA9], [0x0A]]) == ["é"])
    }

    @Test func `a long line is cut between characters and stays within the limit`() {
        let text = String(repeating: "aé😀", count: 500)
        let cut = lines([Array(text.utf8)], limit: 100)
        #expect(cut.joined() == text)
        #expect(cut.allSatisfy { $0.utf8.count <= 100 })
    }

    @Test(arguments: [[UInt8](repeating: 0xFF, count: 5000), [UInt8](repeating: 0xC3, count: 5000)])
    func `a long line of broken bytes stays within the limit`(bytes: [UInt8]) {
        let cut = lines([bytes], limit: 99)
        #expect(cut.count > 50)
        #expect(cut.allSatisfy { $0.utf8.count <= 99 })
    }
}
