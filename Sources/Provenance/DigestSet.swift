import Bytes
import StrictJSON

/// Digests of one thing under several algorithms (in-toto `DigestSet`): real hexadecimal of the right length.
package struct DigestSet: Equatable, Sendable {
    /// The algorithms that are accepted, with the size of their digests in bytes.
    package static let sizes = [
        "sha256": 32, "sha384": 48, "sha512": 64, "sha1": 20, "gitCommit": 20, "gitTree": 20,
    ]

    private let digests: [String: String]

    /// Makes a set; `nil` if it is empty, names an unknown algorithm, or a value is not lower-case hexadecimal of that
    /// algorithm's length.
    package init?(_ digests: [String: String]) {
        let areDigests = digests.allSatisfy { algorithm, text in
            [UInt8](hexadecimal: text, letters: .lower)?.count == Self.sizes[algorithm]
        }
        guard !digests.isEmpty, areDigests, digests.keys.allSatisfy({ Self.sizes[$0] != nil }) else { return nil }
        self.digests = digests
    }

    /// The digest under an algorithm, as lower-case hexadecimal.
    package subscript(algorithm: String) -> String? { digests[algorithm] }

    init(json: JSONValue, at path: String) throws(JSONError) {
        var digests: [String: String] = [:]
        for (name, value) in json.object?.members ?? [] { digests[name] = value.string ?? "" }
        guard let set = DigestSet(digests) else {
            throw JSONError(.wrongType, "\(path): expected digests in lower-case hexadecimal")
        }
        self = set
    }

    var json: JSONValue {
        var object = JSONObject()
        for (name, value) in digests.sorted(by: { $0.key < $1.key }) { object[name] = .string(value) }
        return .object(object)
    }

    /// Throws unless the set has exactly these algorithms.
    func require(_ algorithms: Set<String>, at path: String) throws(JSONError) {
        guard Set(digests.keys) == algorithms else {
            throw JSONError(.wrongType, "\(path): expected exactly \(algorithms.sorted().joined(separator: ", "))")
        }
    }
}
