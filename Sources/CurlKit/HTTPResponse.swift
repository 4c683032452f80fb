package import FoundationEssentials

/// What a server answered.
package struct HTTPResponse: Sendable {
    /// The status code.
    package var status: Int
    /// The header fields; interim responses and trailers are left out.
    package var headers: HTTPHeaders
    /// The body; where it was streamed, empty for 2xx and otherwise the first 64 KiB.
    package var body: [UInt8]
    /// Where it came from, after any redirects.
    package var url: HTTPURL

    /// Whether the status is one of 200–299.
    package var isSuccess: Bool { (200..<300).contains(status) }

    /// How long the server asks to wait: `Retry-After` in seconds or as a date, or else the time until
    /// `X-RateLimit-Reset` where nothing remains; `nil` if it asks for nothing.
    package func requestedDelay(now: Date) -> Duration? {
        if let value = headers["Retry-After"] {
            if let seconds = Int64(value), seconds >= 0 { return .seconds(min(seconds, 1 << 31)) }
            if let date = HTTPDate.parse(value) { return Self.delay(from: now, to: date) }
        }
        guard headers["X-RateLimit-Remaining"] == "0", let value = headers["X-RateLimit-Reset"],
            let seconds = Int64(value), (0..<1 << 40).contains(seconds)
        else { return nil }
        return Self.delay(from: now, to: Date(timeIntervalSince1970: Double(seconds)))
    }

    private static func delay(from now: Date, to date: Date) -> Duration {
        .seconds(min(max(0, date.timeIntervalSince(now)), Double(1 << 31)).rounded(.up))
    }
}
