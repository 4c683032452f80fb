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

    @Test func `text that may be absent may be null`() throws {
        var reader = try ObjectReader(["a": "AAE=", "b": nil, "c": 1, "d": "*"], at: "x")
        #expect(try reader.optionalBase64("a") == [0, 1])
        #expect(try reader.optionalBase64("b") == nil)
        #expect(try reader.optionalBase64("z") == nil)
        #expect(throws: JSONError.self) { try reader.optionalBase64("c") }
        #expect(throws: JSONError.self) { try reader.optionalBase64("d") }
        try reader.finish()
    }

    @Test func `bytes are numbers of 0 to 255`() throws {
        var reader = try ObjectReader(["a": [0, 1, 255], "b": [[1, 2], [3, 4]], "c": [], "d": "AA=="], at: "x")
        #expect(try reader.byteArray("a", limit: 3) == [0, 1, 255])
        #expect(try reader.byteArray("c", limit: 0) == [])
        let error = #expect(throws: JSONError.self) { try reader.byteArray("a", limit: 2) }
        #expect(error?.code == .limit)
        #expect(try reader.byteArrays("b", count: 2, size: 2) == [[1, 2], [3, 4]])
        for (count, size) in [(1, 2), (3, 2), (2, 1), (2, 3)] {
            let error = #expect(throws: JSONError.self) { try reader.byteArrays("b", count: count, size: size) }
            #expect(error?.code == .wrongType)
        }
        #expect(throws: JSONError.self) { try reader.byteArray("d", limit: 9) }
        try reader.finish()
    }

    @Test(arguments: [-1, 256, .number("-0"), .number("1.0"), .number("1e1"), "1", .null, [1]] as [JSONValue])
    func `what is no number of 0 to 255 is no byte`(element: JSONValue) throws {
        var reader = try ObjectReader(["a": .array([7, element]), "b": .array([.array([7, element])])], at: "x")
        for (name, isNested) in [("a", false), ("b", true)] {
            let error = #expect(throws: JSONError.self) {
                if isNested { _ = try reader.byteArrays(name, count: 1, size: 2) }
                if !isNested { _ = try reader.byteArray(name, limit: 2) }
            }
            #expect(error?.code == .wrongType)
        }
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
