import StrictJSON
import Testing

@Suite struct ObjectReaderTests {
    @Test func `members that were asked for are read`() throws {
        var reader = try ObjectReader(["a": "text", "b": "AAE=", "c": "00ff", "d": nil], at: "x")
        #expect(try reader.string("a") == "text")
        #expect(try reader.base64("b", count: 2) == [0, 1])
        #expect(try reader.hexadecimal("c") == [0, 255])
        #expect(try reader.nullableString("d") == nil)
        #expect(try reader.optionalString("e") == nil)
        try reader.finish()
    }

    @Test func `a member that was not asked for is refused`() throws {
        var alike = try ObjectReader(["K": 1, "\u{212A}": 2], at: "x")
        #expect(try alike.integer("K") == 1)
        #expect(throws: JSONError.self) { try alike.finish() }
        var reader = try ObjectReader(["a": 1, "extra": 2], at: "x")
        _ = try reader.integer("a")
        let error = #expect(throws: JSONError.self) { try reader.finish() }
        #expect(error == JSONError(.unknownMember, "x: unknown member \"extra\""))
    }

    @Test func `a missing member and a wrong type are told apart`() throws {
        var reader = try ObjectReader(["a": 1, "b": "AB", "c": "zz", "d": "A"], at: "x")
        #expect(throws: JSONError(.missingMember, "x: the member \"z\" is missing")) { try reader.string("z") }
        #expect(throws: JSONError(.wrongType, "x.a: expected a string")) { try reader.string("a") }
        #expect(throws: JSONError(.wrongType, "x.b: expected lower-case hexadecimal")) { try reader.hexadecimal("b") }
        #expect(throws: JSONError.self) { try reader.hexadecimal("c") }
        #expect(throws: JSONError.self) { try reader.base64("d") }
        #expect(throws: JSONError(.wrongType, "y: expected an object")) { try ObjectReader([], at: "y") }
    }
}
