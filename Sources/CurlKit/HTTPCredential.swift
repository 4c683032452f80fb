import FoundationEssentials

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

    /// A token as most forges' APIs take it (RFC 6750).
    package static func bearer(_ token: String, for origin: HTTPOrigin) -> HTTPCredential {
        HTTPCredential(origin: origin, value: "Bearer \(token)")
    }

    /// A name and password (RFC 7617), which is how git servers take tokens; GitHub's name for one is `x-access-token`.
    package static func basic(user: String, password: String, for origin: HTTPOrigin) -> HTTPCredential {
        HTTPCredential(origin: origin, value: "Basic " + Data("\(user):\(password)".utf8).base64EncodedString())
    }

    /// Never the secret.
    package var description: String { "\(name) for \(origin)" }
    package var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
