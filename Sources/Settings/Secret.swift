/// Something that must not be seen: it has no textual form and does not appear when a value that holds it is printed.
package struct Secret: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let bytes: [UInt8]

    /// Wraps bytes; `nil` where there are none.
    package init?(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return nil }
        self.bytes = bytes
    }

    package var description: String { "<secret>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// Lends the bytes to what needs them, for example an HMAC or a header field.
    package func withBytes<Value>(_ body: ([UInt8]) throws -> Value) rethrows -> Value { try body(bytes) }

    /// The bytes as text where they are printable ASCII without spaces, as a token in a header field has to be.
    package func withToken<Value>(_ body: (String) throws -> Value) rethrows -> Value? {
        guard bytes.allSatisfy({ (0x21..<0x7F).contains($0) }) else { return nil }
        return try body(String(decoding: bytes, as: UTF8.self))
    }
}
