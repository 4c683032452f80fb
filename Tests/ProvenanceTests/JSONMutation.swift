import StrictJSON

/// A document with one change.
struct JSONMutation {
    let name: String
    let json: JSONValue

    var bytes: [UInt8] { json.serialized() }

    /// The document with the first member of one object written twice, once for each object.
    static func duplicatedMembers(_ bytes: [UInt8]) -> [[UInt8]] {
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

    /// Every document in which one object has one member fewer or one more.
    var structuralMutations: [JSONMutation] { mutations(path: "") }

    private func mutations(path: String) -> [JSONMutation] {
        switch self {
        case .object(let object): Self.mutations(object, path: path)
        case .array(let elements):
            elements.indices.flatMap { index in
                elements[index].mutations(path: "\(path)[\(index)]").map { mutation in
                    var changed = elements
                    changed[index] = mutation.json
                    return JSONMutation(name: mutation.name, json: .array(changed))
                }
            }
        default: []
        }
    }

    private static func mutations(_ object: JSONObject, path: String) -> [JSONMutation] {
        var mutations: [JSONMutation] = []
        if !openObjects.contains(where: path.hasSuffix) {
            var more = object
            more["unknown"] = "x"
            mutations.append(JSONMutation(name: "\(path) with one more", json: .object(more)))
            for name in object.names {
                var less = object
                less[name] = nil
                mutations.append(JSONMutation(name: "\(path) without \(name)", json: .object(less)))
            }
        }
        for (name, value) in object.members {
            for mutation in value.mutations(path: "\(path).\(name)") {
                var changed = object
                changed[name] = mutation.json
                mutations.append(JSONMutation(name: mutation.name, json: .object(changed)))
            }
        }
        return mutations
    }
}
