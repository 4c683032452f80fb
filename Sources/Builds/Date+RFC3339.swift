package import FoundationEssentials

extension Date {
    /// Reads a time as RFC 3339 writes it, with or without fractions of a second; `nil` for any other text.
    package init?(rfc3339 text: String) {
        // The format style reads a prefix; a time with something behind it is no time.
        let shape = /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})/
        guard text.wholeMatch(of: shape) != nil else { return nil }
        let whole = Date.ISO8601FormatStyle(includingFractionalSeconds: false)
        let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let date = (try? whole.parse(text)) ?? (try? fractional.parse(text)) else { return nil }
        self = date
    }

    /// The time in UTC as RFC 3339 writes it, whole seconds, for example `2026-11-23T08:21:00Z`.
    package var rfc3339: String { formatted(Date.ISO8601FormatStyle()) }
}
