import StrictJSON
import Testing

@Suite struct JSONWriterTests {
    private let value: JSONValue = ["b": [1, "é\"\n\u{1}😀"], "a": [], "c": ["d": nil]]

    @Test func `compact text has no white space`() {
        let text = String(decoding: value.serialized(), as: UTF8.self)
        #expect(text == #"{"b":[1,"é\"\n\u0001😀"],"a":[],"c":{"d":null}}"#)
    }

    @Test func `ASCII text escapes every other character`() {
        let text = String(decoding: value.serialized(.compactASCII), as: UTF8.self)
        #expect(text == #"{"b":[1,"\u00e9\"\n\u0001\ud83d\ude00"],"a":[],"c":{"d":null}}"#)
    }

    @Test func `indented text ends with a line feed`() {
        let text = String(decoding: (["a": [1, 2], "b": [:]] as JSONValue).serialized(.indented), as: UTF8.self)
        #expect(text == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}\n")
    }

    @Test(arguments: [JSONValue.Layout.compact, .compactASCII, .indented])
    func `what was written reads back`(layout: JSONValue.Layout) throws {
        #expect(try JSONParser.parse(value.serialized(layout)) == value)
    }
}
