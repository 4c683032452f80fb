/// Bytes are not CBOR of the form that is read here.
struct CBORError: Error, Equatable, CustomStringConvertible {
    /// What is wrong with the bytes.
    struct Code: Hashable, Sendable {
        private enum Kind { case truncated, malformed, limit }
        private let kind: Kind

        /// The bytes end inside an item.
        static let truncated = Code(kind: .truncated)
        /// An item is none of those that are read, or not in its one encoding.
        static let malformed = Code(kind: .malformed)
        /// More or deeper items than any genuine value has.
        static let limit = Code(kind: .limit)
    }

    let code: Code
    /// The offset of the item.
    let offset: Int
    /// One line for people; lower case, no full stop.
    let message: String

    init(_ code: Code, at offset: Int, _ message: String) {
        self.code = code
        self.offset = offset
        self.message = message
    }

    var description: String { "\(message), at byte \(offset)" }
}
