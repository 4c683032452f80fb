import Builds

/// Takes the lines at the start of a commit or tag, one after another.
struct HeaderLines {
    private var rest: ArraySlice<UInt8>
    private let operation: String

    init(_ content: [UInt8], operation: String) {
        rest = content[...]
        self.operation = operation
    }

    /// The value of the next line if it begins with `key` and a space; otherwise nothing is taken.
    mutating func value(of key: String) -> ArraySlice<UInt8>? {
        let start = Array("\(key) ".utf8)
        guard rest.starts(with: start), let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let value = rest[(rest.startIndex + start.count)..<end]
        rest = rest[(end + 1)...]
        return value
    }

    /// The value of the next line, which must be there.
    mutating func required(_ key: String) throws(GitError) -> ArraySlice<UInt8> {
        guard let value = value(of: key) else { throw malformed("no line \(key) where it has to be") }
        return value
    }

    /// An object's name from a line's value.
    func id(_ value: ArraySlice<UInt8>) throws(GitError) -> ObjectID {
        guard let text = String(validating: value, as: UTF8.self), let id = ObjectID(text) else {
            throw malformed("a name of an object that is not 40 lower-case hexadecimal digits")
        }
        return id
    }

    func malformed(_ message: String) -> GitError { GitError(.malformed, operation: operation, message: message) }
}
