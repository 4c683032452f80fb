package import StrictJSON

/// A document with one change.
package struct JSONMutation {
    /// Where the change is.
    package let name: String
    /// The changed document.
    package let json: JSONValue
    /// Whether a member is missing or unknown, rather than of another value.
    package let isStructural: Bool

    /// The changed document as text.
    package var bytes: [UInt8] { json.serialized() }

    /// The document with the first member of one object written twice, once for each object.
    package static func duplicatedMembers(_ bytes: [UInt8]) -> [[UInt8]] {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.matches(of: /\{\s*"([^"]+)":/).map { match in
            var changed = text
            changed.insert(contentsOf: "\"\(match.1)\":null,", at: text.index(after: match.range.lowerBound))
            return Array(changed.utf8)
        }
    }
}

extension JSONValue {
    /// Objects whose members are names of the document's own choosing rather than the format's.
    private static let openObjects: Set<String> = ["environment", "settings"]

    /// Every document in which one object has one member fewer or one more, or one value is another one.
    package var mutations: [JSONMutation] { mutations(path: "") }

    /// Every document in which one object has one member fewer or one more.
    package var structuralMutations: [JSONMutation] { mutations.filter(\.isStructural) }

    private func mutations(path: String) -> [JSONMutation] {
        var mutations = [JSONMutation(name: "\(path) of another type", json: [[]], isStructural: false)]
        switch self {
        case .object(let object): mutations += Self.structural(object, path: path) + Self.inside(object, path: path)
        case .array(let elements): mutations += Self.inside(elements, path: path)
        case .string(let text):
            let other = text.first == "a" ? "b" : "a"
            mutations.append(JSONMutation(name: path, json: .string(other + text.dropFirst()), isStructural: false))
            mutations.append(JSONMutation(name: path, json: .string(text + "a"), isStructural: false))
        case .number(let text):
            mutations.append(JSONMutation(name: path, json: .number(text + "0"), isStructural: false))
        case .bool(let value): mutations.append(JSONMutation(name: path, json: .bool(!value), isStructural: false))
        case .null: mutations.append(JSONMutation(name: path, json: "a", isStructural: false))
        }
        return mutations
    }

    private static func structural(_ object: JSONObject, path: String) -> [JSONMutation] {
        let isOpen = openObjects.contains { path.hasSuffix($0) }
        var more = object
        more["unknown"] = "x"
        var mutations = [JSONMutation(name: "\(path).unknown", json: .object(more), isStructural: !isOpen)]
        for name in object.names {
            var less = object
            less[name] = nil
            mutations.append(JSONMutation(name: "\(path).\(name)", json: .object(less), isStructural: !isOpen))
        }
        return mutations
    }

    private static func inside(_ object: JSONObject, path: String) -> [JSONMutation] {
        object.members.flatMap { name, value in
            value.mutations(path: "\(path).\(name)").map { mutation in
                var changed = object
                changed[name] = mutation.json
                return JSONMutation(name: mutation.name, json: .object(changed), isStructural: mutation.isStructural)
            }
        }
    }

    private static func inside(_ elements: [JSONValue], path: String) -> [JSONMutation] {
        elements.indices.flatMap { index in
            elements[index].mutations(path: "\(path)[\(index)]").map { mutation in
                var changed = elements
                changed[index] = mutation.json
                return JSONMutation(name: mutation.name, json: .array(changed), isStructural: mutation.isStructural)
            }
        }
    }
}
