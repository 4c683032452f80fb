/// The key that a forge signs deliveries with; never empty, and never shown.
package struct WebhookSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The longest secret, in bytes.
    package static let maximumLength = 4096

    let bytes: [UInt8]

    /// Takes a secret; `nil` for an empty one, which would make every forged signature right.
    package init?(_ bytes: [UInt8]) {
        guard !bytes.isEmpty, bytes.count <= Self.maximumLength else { return nil }
        self.bytes = bytes
    }

    /// Takes the UTF-8 bytes of a secret; `nil` for an empty one.
    package init?(_ text: String) { self.init(Array(text.utf8)) }

    package var description: String { "(secret)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
