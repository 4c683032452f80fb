import Bytes
import Testing

@Suite struct BytesTests {
    @Test func `hexadecimal reads back`() {
        let bytes: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF]
        #expect(bytes.hexadecimal == "00017f80ff")
        #expect([UInt8](hexadecimal: "00017F80fF") == bytes)
    }

    @Test(arguments: ["0", "0g", " 00", "0x00", "00 ", "٠٠"])
    func `other text is no hexadecimal`(text: String) {
        #expect([UInt8](hexadecimal: text) == nil)
    }

    @Test(
        arguments: [
            ("00ff", true, true), ("00FF", false, true), ("00fF", false, false), ("0a0B", false, false),
            ("0102", true, true),
        ]
    )
    func `the case of letters can be demanded`(text: String, isLower: Bool, isOfOneCase: Bool) {
        #expect([UInt8](hexadecimal: text) != nil)
        #expect(([UInt8](hexadecimal: text, letters: .lower) != nil) == isLower)
        #expect(([UInt8](hexadecimal: text, letters: .ofOneCase) != nil) == isOfOneCase)
    }

    @Test(arguments: ["AAE", "AAE=\n", "AA E=", "AAF=", "A", "====", "AAE-"])
    func `only canonical Base64 is read`(text: String) {
        #expect([UInt8](base64: text) == nil)
    }

    @Test func `Base64 reads back`() {
        #expect([UInt8](base64: "AAE=") == [0, 1])
        #expect(([0, 1] as [UInt8]).base64 == "AAE=")
    }

    @Test func `integers are read in both orders`() throws {
        var reader = ByteReader([1, 2, 3, 4, 5, 6])
        #expect(try reader.littleEndian(UInt16.self) == 0x0201)
        #expect(try reader.bigEndian(UInt32.self) == 0x0304_0506)
        #expect(reader.isAtEnd)
    }

    @Test(arguments: [3, Int.max, -1])
    func `a read past the end is an error`(count: Int) {
        var reader = ByteReader([1, 2])
        let error = #expect(throws: ByteReader.Truncated.self) { try reader.take(count) }
        #expect(error?.wanted == count)
    }

    @Test func `text is taken apart byte by byte, whatever the characters are`() {
        #expect("a/\u{301}b/".pieces(between: "/") == ["a", "\u{301}b", ""])
        #expect("a\r\nb\n".pieces(between: "\n").map { Array($0.utf8) } == [[0x61, 0x0D], [0x62], []])
        #expect("a=b=c".pieces(between: "=", atMost: 2) == ["a", "b=c"])
        #expect("".pieces(between: "/") == [""])
        #expect("./\u{301}x".after(prefix: "./") == "\u{301}x")
        #expect("\u{212A}x".after(prefix: "K") == nil)
        #expect("x".after(prefix: "xy") == nil)
        #expect("x\u{E9}".before(suffix: "\u{E9}") == "x")
        #expect("xe\u{301}".before(suffix: "\u{E9}") == nil)
        #expect("a..\u{301}b".containsBytes(of: ".."))
        #expect(!"\u{212A}".hasBytes(of: "K"))
    }

    @Test(
        arguments: [
            ("plain \tétext", "plain \tétext"), ("a\nb\r\nc", "a\u{FFFD}b\u{FFFD}\u{FFFD}c"),
            ("\u{1B}[2J\u{7}\u{0}\u{7F}\u{9B}", "\u{FFFD}[2J\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
            ("x\u{2028}y\u{2029}", "x\u{FFFD}y\u{FFFD}"),
            ("\u{202A}\u{202E}\u{2066}\u{2069}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
            ("\u{200E}\u{200F}\u{61C}", "\u{FFFD}\u{FFFD}\u{FFFD}"), ("e\u{301}", "e\u{301}"), ("", ""),
        ]
    )
    func `foreign text is shown as one line, in its order, without control characters`(text: String, shown: String) {
        #expect(text.withoutControlCharacters.unicodeScalars.elementsEqual(shown.unicodeScalars))
    }
}
