import Bytes

/// Reads the members of an object of a known format and refuses those that the format does not define.
///
/// Call ``finish()`` last: it throws for any member that was not asked for.
package struct ObjectReader: Sendable {
    private let object: JSONObject
    private let path: String
    /// Whether each of the object's members was asked for.
    private var isRead: [Bool]

    /// Reads `value`, which must be an object; `path` names it in errors.
    package init(_ value: JSONValue, at path: String) throws(JSONError) {
        guard let object = value.object else { throw JSONError(.wrongType, "\(path): expected an object") }
        self.object = object
        self.path = path
        self.isRead = [Bool](repeating: false, count: object.members.count)
    }

    /// Throws if a member was never asked for.
    package func finish() throws(JSONError) {
        if let position = isRead.firstIndex(of: false) {
            throw JSONError(.unknownMember, "\(path): unknown member \"\(object.members[position].name)\"")
        }
    }

    /// The value of a member that may be absent; `null` is a value.
    package mutating func optional(_ name: String) -> JSONValue? {
        guard let position = object.position(of: name) else { return nil }
        isRead[position] = true
        return object.members[position].value
    }

    /// The value of a member that must be there.
    package mutating func value(_ name: String) throws(JSONError) -> JSONValue {
        guard let value = optional(name) else {
            throw JSONError(.missingMember, "\(path): the member \"\(name)\" is missing")
        }
        return value
    }

    /// A reader for a member that must be an object.
    package mutating func reader(_ name: String) throws(JSONError) -> ObjectReader {
        try ObjectReader(value(name), at: "\(path).\(name)")
    }

    /// A member that must be a string.
    package mutating func string(_ name: String) throws(JSONError) -> String {
        try typed(name, "a string", \.string)
    }

    /// A member that is a string or `null`.
    package mutating func nullableString(_ name: String) throws(JSONError) -> String? {
        try value(name) == .null ? nil : string(name)
    }

    /// A member that is a string where it is there at all.
    package mutating func optionalString(_ name: String) throws(JSONError) -> String? {
        object[name] == nil ? nil : try string(name)
    }

    /// A member that must be an array.
    package mutating func array(_ name: String) throws(JSONError) -> [JSONValue] {
        try typed(name, "an array", \.array)
    }

    /// A member that must be an integer.
    package mutating func integer(_ name: String) throws(JSONError) -> Int {
        try typed(name, "an integer", \.integer)
    }

    /// A member that must be a truth value.
    package mutating func bool(_ name: String) throws(JSONError) -> Bool {
        try typed(name, "true or false", \.bool)
    }

    /// A member that must be canonical Base64, of exactly `count` bytes where that is given.
    package mutating func base64(_ name: String, count: Int? = nil) throws(JSONError) -> [UInt8] {
        guard let bytes = [UInt8](base64: try string(name)), count == nil || bytes.count == count else {
            throw JSONError(.wrongType, "\(path).\(name): expected Base64\(count.map { " of \($0) bytes" } ?? "")")
        }
        return bytes
    }

    /// A member that is canonical Base64, `null`, or absent; programs differ in how they write what is not there.
    package mutating func optionalBase64(_ name: String) throws(JSONError) -> [UInt8]? {
        switch optional(name) {
        case nil, .null: nil
        default: try base64(name)
        }
    }

    /// A member that must be an array of at most `limit` numbers of 0 to 255.
    package mutating func byteArray(_ name: String, limit: Int) throws(JSONError) -> [UInt8] {
        try Self.bytes(value(name), at: "\(path).\(name)", limit: limit)
    }

    /// A member that must be an array of `count` arrays, each of `size` numbers of 0 to 255.
    package mutating func byteArrays(_ name: String, count: Int, size: Int) throws(JSONError) -> [[UInt8]] {
        let arrays = try array(name)
        guard arrays.count == count else {
            throw JSONError(.wrongType, "\(path).\(name): expected \(count) arrays, found \(arrays.count)")
        }
        return try arrays.map { element throws(JSONError) in
            guard element.array?.count == size else {
                throw JSONError(.wrongType, "\(path).\(name): expected arrays of \(size) numbers")
            }
            return try Self.bytes(element, at: "\(path).\(name)", limit: size)
        }
    }

    private static func bytes(_ value: JSONValue, at path: String, limit: Int) throws(JSONError) -> [UInt8] {
        guard let elements = value.array else { throw JSONError(.wrongType, "\(path): expected an array") }
        guard elements.count <= limit else {
            throw JSONError(.limit, "\(path): \(elements.count) elements, at most \(limit) are accepted")
        }
        return try elements.map { element throws(JSONError) in
            // `-0` is a number too.
            guard case .number(let text) = element, let byte = UInt8(text), text.utf8.first != UInt8(ascii: "-") else {
                throw JSONError(.wrongType, "\(path): expected numbers of 0 to 255")
            }
            return byte
        }
    }

    /// A member that must be lower-case hexadecimal, of exactly `count` bytes where that is given.
    package mutating func hexadecimal(_ name: String, count: Int? = nil) throws(JSONError) -> [UInt8] {
        try hexadecimal(name, .lower, "lower-case hexadecimal", count: count)
    }

    /// A member that must be hexadecimal with letters of one case, of exactly `count` bytes where that is given.
    package mutating func hexadecimalOfOneCase(_ name: String, count: Int? = nil) throws(JSONError) -> [UInt8] {
        try hexadecimal(name, .ofOneCase, "hexadecimal of one case", count: count)
    }

    private mutating func hexadecimal(
        _ name: String,
        _ letters: HexadecimalLetters,
        _ expected: String,
        count: Int?
    ) throws(JSONError) -> [UInt8] {
        let bytes = [UInt8](hexadecimal: try string(name), letters: letters)
        guard let bytes, count == nil || bytes.count == count else {
            throw JSONError(.wrongType, "\(path).\(name): expected \(expected)\(count.map { " of \($0) bytes" } ?? "")")
        }
        return bytes
    }

    private mutating func typed<Value>(
        _ name: String,
        _ expected: String,
        _ convert: (JSONValue) -> Value?
    ) throws(JSONError) -> Value {
        guard let value = convert(try value(name)) else {
            throw JSONError(.wrongType, "\(path).\(name): expected \(expected)")
        }
        return value
    }
}
