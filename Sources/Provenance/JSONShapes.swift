import Builds
import FoundationEssentials
import StrictJSON

extension JSONValue {
    /// A value's text as a string, or `null`.
    static func nullable(_ value: (some CustomStringConvertible)?) -> JSONValue {
        value.map { .string($0.description) } ?? .null
    }

    /// An array of strings.
    static func strings(_ values: [String]) -> JSONValue { .array(values.map(JSONValue.string)) }

    /// An object of strings, sorted by name so that equal values give equal bytes.
    static func dictionary(_ values: [String: String]) -> JSONValue {
        var object = JSONObject()
        for (name, value) in values.sorted(by: { $0.key < $1.key }) { object[name] = .string(value) }
        return .object(object)
    }

    /// The elements of an array that must hold nothing but strings.
    func stringElements(at path: String) throws(JSONError) -> [String] {
        guard let elements = array, case let texts = elements.compactMap(\.string), texts.count == elements.count else {
            throw JSONError(.wrongType, "\(path): expected an array of strings")
        }
        return texts
    }
}

extension ObjectReader {
    /// A member that must be exactly this string.
    mutating func constant(_ name: String, _ text: String, at path: String) throws(JSONError) {
        let found = try string(name)
        guard found == text else {
            throw JSONError(.wrongType, "\(path).\(name): expected \"\(text)\", found \"\(found.prefix(100))\"")
        }
    }

    /// A member that must be a digest.
    mutating func sha256(_ name: String, at path: String) throws(JSONError) -> SHA256Digest {
        try parsed(name, at: path, "a SHA-256 digest", SHA256Digest.init)
    }

    /// A member that is a digest or `null`.
    mutating func nullableSHA256(_ name: String, at path: String) throws(JSONError) -> SHA256Digest? {
        try nullable(name, at: path, "a SHA-256 digest", SHA256Digest.init)
    }

    /// A member that is a nonce in its one spelling, or `null`.
    mutating func nullableNonce(_ name: String, at path: String) throws(JSONError) -> Nonce? {
        try nullable(name, at: path, "a nonce of 32 lower-case digits") { text in
            Nonce(text).flatMap { $0.description == text ? $0 : nil }
        }
    }

    /// A member that is a time in UTC, whole seconds.
    mutating func time(_ name: String, at path: String) throws(JSONError) -> Date {
        try parsed(name, at: path, "a time such as 2026-11-23T08:21:00Z") { text in
            Date(rfc3339: text).flatMap { $0.rfc3339 == text ? $0 : nil }
        }
    }

    /// A member that must be an array of strings.
    mutating func strings(_ name: String, at path: String) throws(JSONError) -> [String] {
        try value(name).stringElements(at: "\(path).\(name)")
    }

    /// A member that must be an object of strings.
    mutating func dictionary(_ name: String, at path: String) throws(JSONError) -> [String: String] {
        guard let members = try value(name).object?.members else {
            throw JSONError(.wrongType, "\(path).\(name): expected an object")
        }
        var values: [String: String] = [:]
        for (key, value) in members {
            guard let text = value.string else {
                throw JSONError(.wrongType, "\(path).\(name).\(key): expected a string")
            }
            values[key] = text
        }
        return values
    }

    /// A member that must be an array, each element read by `read`, which is given the element's own path.
    mutating func elements<Element>(
        _ name: String,
        at path: String,
        _ read: (JSONValue, String) throws(JSONError) -> Element
    ) throws(JSONError) -> [Element] {
        var elements: [Element] = []
        for (index, value) in try array(name).enumerated() {
            elements.append(try read(value, "\(path).\(name)[\(index)]"))
        }
        return elements
    }

    /// A member that must be a string that `parse` accepts.
    mutating func parsed<Value>(
        _ name: String,
        at path: String,
        _ expected: String,
        _ parse: (String) -> Value?
    ) throws(JSONError) -> Value {
        guard let value = parse(try string(name)) else {
            throw JSONError(.wrongType, "\(path).\(name): expected \(expected)")
        }
        return value
    }

    /// A member that is `null` or a string that `parse` accepts.
    mutating func nullable<Value>(
        _ name: String,
        at path: String,
        _ expected: String,
        _ parse: (String) -> Value?
    ) throws(JSONError) -> Value? {
        try value(name) == .null ? nil : try parsed(name, at: path, expected, parse)
    }
}
