import StrictJSON
import Testing

private func parse(_ text: String) throws(JSONError) -> JSONValue {
    try JSONParser.parse(Array(text.utf8))
}

@Suite struct JSONParserTests {
    @Test(
        arguments: [
            ("null", JSONValue.null),
            (" true ", true),
            ("-0.5e+3", .number("-0.5e+3")),
            ("\"a\\u00e9\\n\\ud83d\\ude00\"", "aé\n😀"),
            ("[1, [], {}]", [1, [], .object(JSONObject())]),
            ("{\"b\":1,\"a\":{\"c\":[null]}}", ["b": 1, "a": ["c": [nil]]]),
        ] as [(String, JSONValue)]
    )
    func `a well-formed text gives its value`(text: String, expected: JSONValue) throws {
        #expect(try parse(text) == expected)
    }

    @Test func `members keep their order`() throws {
        #expect(try parse("{\"b\":1,\"a\":2,\"c\":3}").object?.names == ["b", "a", "c"])
    }

    @Test(arguments: [
        "", "nul", "tru", "01", "1.", ".5", "1e", "+1", "-", "[1,]", "[1 2]", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "\"",
        "\"\\x\"", "\"\\u12\"", "\"\\u+123\"", "\"\u{01}\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"",
        "1 2", "{}x", "\u{FEFF}{}", "'a'", "NaN", "[", "{", "{\"a\":",
    ])
    func `a malformed text is a syntax error`(text: String) {
        #expect(throws: JSONError.self) { try parse(text) }
        #expect((try? parse(text)) == nil)
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        let error = #expect(throws: JSONError.self) { try JSONParser.parse([0x22, 0xC0, 0xAF, 0x22]) }
        #expect(error?.code == .syntax)
    }

    @Test(arguments: ["{\"a\":1,\"a\":1}", "[{\"x\":{\"a\":1,\"\\u0061\":2}}]"])
    func `a member that stands twice is refused`(text: String) {
        let error = #expect(throws: JSONError.self) { try parse(text) }
        #expect(error?.code == .duplicateMember)
    }

    @Test func `names and strings are told apart by their bytes`() throws {
        let value = try parse(#"{"\u00e9":1,"e\u0301":2,"\u212a":3}"#)
        #expect(value.object?.members.count == 3)
        #expect(value["\u{E9}"] == 1)
        #expect(value["e\u{301}"] == 2)
        #expect(value["K"] == nil)
        #expect(try parse(#""\u00e9""#) != parse(#""e\u0301""#))
        #expect(try parse(#"{"\u00e9":1}"#) != parse(#"{"e\u0301":1}"#))
    }

    @Test func `nesting is bounded`() throws {
        let deepest = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        _ = try parse(deepest)
        let error = #expect(throws: JSONError.self) { try parse(String(repeating: "[", count: 100_000)) }
        #expect(error?.code == .limit)
    }

    @Test func `size is bounded`() {
        let error = #expect(throws: JSONError.self) { try JSONParser.parse(Array("[1,2]".utf8), sizeLimit: 4) }
        #expect(error?.code == .limit)
    }

    @Test func `no truncation and no flipped bit of a document traps`() throws {
        let text = Array(#"{"a":[1,-2.5e3,"\u00e9\ud83d\ude00",true,null],"b":{"c":"d"}}"#.utf8)
        for length in 0..<text.count { #expect((try? JSONParser.parse(Array(text[..<length]))) == nil) }
        for index in text.indices {
            for bit in 0..<8 {
                var altered = text
                altered[index] ^= 1 << UInt8(bit)
                _ = try? JSONParser.parse(altered)
            }
        }
    }
}
