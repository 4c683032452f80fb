import Builds
import Provenance
import StrictJSON

/// Reads the members of an object in Kettle's provenance, and refuses those that nobody asked for.
struct KettleReader {
    private var reader: ObjectReader
    private let names: Set<String>
    /// Names the object in errors.
    let path: String

    private init(_ value: JSONValue, at path: String) throws(JSONError) {
        reader = try ObjectReader(value, at: path)
        names = Set(value.object?.names ?? [])
        self.path = path
    }

    /// Reads the statement itself.
    static func statement(_ json: JSONValue) throws(JSONError) -> KettleReader {
        try KettleReader(json, at: "provenance")
    }

    /// Throws if a member was never asked for.
    func finish() throws(JSONError) { try reader.finish() }

    /// Whether there is such a member.
    func has(_ name: String) -> Bool { names.contains(name) }

    mutating func text(_ name: String) throws(JSONError) -> String { try reader.string(name) }

    mutating func object(_ name: String) throws(JSONError) -> KettleReader {
        try KettleReader(reader.value(name), at: "\(path).\(name)")
    }

    /// The elements of an array of objects.
    mutating func objects(_ name: String) throws(JSONError) -> [KettleReader] {
        var objects: [KettleReader] = []
        for (index, value) in try reader.array(name).enumerated() {
            objects.append(try KettleReader(value, at: "\(path).\(name)[\(index)]"))
        }
        return objects
    }

    mutating func constant(_ name: String, _ text: String) throws(JSONError) {
        _ = try parsed(name, "\"\(text)\"") { $0 == text ? text : nil }
    }

    /// A text that `parse` accepts.
    mutating func parsed<Value>(
        _ name: String,
        _ expected: String,
        _ parse: (String) -> Value?
    ) throws(JSONError) -> Value {
        guard let value = parse(try reader.string(name)) else {
            throw JSONError(.wrongType, "\(path).\(name): expected \(expected)")
        }
        return value
    }

    mutating func count(_ name: String) throws(JSONError) -> Int {
        let count = try reader.integer(name)
        guard count >= 0 else { throw JSONError(.wrongType, "\(path).\(name): expected a count") }
        return count
    }

    /// A member `{"sha256": …}` that holds one.
    mutating func sha256(_ name: String) throws(JSONError) -> SHA256Digest {
        var digest = try object(name)
        let sha256 = try digest.parsed("sha256", "a SHA-256 digest") { SHA256Digest($0) }
        try digest.finish()
        return sha256
    }

    /// Reads a member of one digest and says whether it is a digest of the algorithm that it is named for.
    ///
    /// Kettle writes what a lock file has there: Base64 as `sha256`, names of commits as `sha512`.
    mutating func isDigest(_ name: String) throws(JSONError) -> Bool {
        var digest = try object(name)
        let algorithms = ["sha256": 64, "sha512": 128, "gitCommit": 40]
        guard digest.names.count == 1, let algorithm = digest.names.first, let size = algorithms[algorithm] else {
            throw JSONError(.wrongType, "\(digest.path): expected one of sha256, sha512 and gitCommit")
        }
        let text = try digest.text(algorithm)
        try digest.finish()
        return text.utf8.count == size && text.utf8.allSatisfy("0123456789abcdef".utf8.contains)
    }

    /// A text, or an array of texts.
    mutating func textOrTexts(_ name: String) throws(JSONError) {
        let value = try reader.value(name)
        guard value.string != nil || value.array?.allSatisfy({ $0.string != nil }) == true else {
            throw JSONError(.wrongType, "\(path).\(name): expected a text or texts")
        }
    }
}
