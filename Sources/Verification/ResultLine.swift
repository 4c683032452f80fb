import Evidence

extension RuleResult {
    /// The result as one line for people.
    ///
    /// Names and values may come from a hostile release: nothing in the line can move a cursor, start another line or
    /// reverse the order of writing.
    package var line: String {
        var text = "\(code): \(message)"
        if outcome != .pass {
            if let expected { text += "; expected \(expected)" }
            if let found { text += "; found \(found)" }
        }
        return text.printable
    }
}

extension String {
    /// The text with everything escaped that a terminal would act upon, and cut at 1024 characters.
    var printable: String {
        var text = ""
        for scalar in unicodeScalars.prefix(1024) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
                text += "\\u{\(String(scalar.value, radix: 16))}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return unicodeScalars.count > 1024 ? text + "…" : text
    }
}
