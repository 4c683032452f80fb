import Bytes

/// A JSON value whose objects keep the order of their members.
package enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// A number, kept as written: JSON numbers have no fixed precision.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// An integer as a JSON number.
    package static func integer(_ value: some BinaryInteger) -> JSONValue {
        .number(String(value))
    }
}

extension JSONValue {
    /// Two strings are equal when their bytes are, as for every other reader of JSON.
    package static func == (one: JSONValue, other: JSONValue) -> Bool {
        switch (one, other) {
        case (.null, .null): true
        case (.bool(let one), .bool(let other)): one == other
        case (.number(let one), .number(let other)): one == other
        case (.string(let one), .string(let other)): one.hasBytes(of: other)
        case (.array(let one), .array(let other)): one == other
        case (.object(let one), .object(let other)): one == other
        default: false
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(nilLiteral: ()) { self = .null }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        var object = JSONObject()
        for (name, value) in elements { object[name] = value }
        self = .object(object)
    }
}

extension JSONValue {
    /// The text of a string, or `nil` for any other value.
    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The elements of an array, or `nil` for any other value.
    package var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members of an object, or `nil` for any other value.
    package var object: JSONObject? {
        if case .object(let members) = self { members } else { nil }
    }

    /// A number that is written as an integer and fits, or `nil`.
    package var integer: Int? {
        if case .number(let text) = self { Int(text) } else { nil }
    }

    /// A truth value, or `nil` for any other value.
    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The value of an object's member, or `nil` where there is none.
    package subscript(name: String) -> JSONValue? { object?[name] }
}
