/// A header field of a delivery, as the forge sent it.
package struct HeaderField: Sendable, Equatable {
    /// The name, in any case.
    package let name: String
    /// The value without the white space around it.
    package let value: String

    /// Makes a field.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
