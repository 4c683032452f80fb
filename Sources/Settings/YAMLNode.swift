/// A value of a YAML document with its place in the text.
struct YAMLNode: Sendable {
    enum Content: Sendable {
        /// A scalar; `isPlain` is false for one in quotes, which is always a string.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        case mapping([(key: String, location: SettingsError.Problem.Location, value: YAMLNode)])
    }

    let content: Content
    let location: SettingsError.Problem.Location

    /// Whether nothing was written.
    var isNull: Bool {
        if case .scalar(let text, isPlain: true) = content { ["", "~", "null"].contains(text) } else { false }
    }

    /// What was found, for a message; never the value itself.
    var kind: String {
        switch content {
        case .scalar where isNull: "nothing"
        case .scalar(_, isPlain: false): "text in quotes"
        case .scalar(let text, _):
            if Int(text) != nil { "a number" } else if text == "true" || text == "false" { text } else { "text" }
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// How large and how deep a YAML text may be.
struct YAMLLimits: Sendable {
    var bytes: Int
    var nodes = 10_000
    var depth = 16
}
