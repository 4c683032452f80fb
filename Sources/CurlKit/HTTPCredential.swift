/// A secret header field that is sent to one origin only.
package struct HTTPCredential: Sendable, CustomStringConvertible, CustomReflectable {
    /// The only origin that gets to see it.
    package let origin: HTTPOrigin
    /// The header field's name, for example `Authorization`.
    package let name: String
    let value: String

    /// Makes a credential.
    package init(origin: HTTPOrigin, name: String = "Authorization", value: String) {
        self.origin = origin
        self.name = name
        self.value = value
    }

    /// Never the secret.
    package var description: String { "\(name) for \(origin)" }
    package var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
