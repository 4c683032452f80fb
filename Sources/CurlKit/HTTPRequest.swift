/// One request, and how far it may go.
package struct HTTPRequest: Sendable {
    /// The method, for example `GET`.
    package var method: String
    /// Where it goes.
    package var url: HTTPURL
    /// Header fields; credentials belong into ``credentials``.
    package var headers: HTTPHeaders
    /// What it carries.
    package var body: HTTPBody
    /// Secrets, each sent only to its own origin, also after a redirect.
    package var credentials: [HTTPCredential]
    /// Which redirects are followed.
    package var redirects: RedirectPolicy
    /// Whether doing it twice is the same as doing it once; only then it is ever repeated.
    package var isIdempotent: Bool
    /// When it has to be over, where that is earlier than ``HTTPClient/Configuration/totalTimeout`` allows: one of
    /// several requests that together have so much time.
    package var deadline: ContinuousClock.Instant?

    /// Makes a request; `GET` and `HEAD` are idempotent unless said otherwise.
    package init(
        _ method: String = "GET",
        _ url: HTTPURL,
        headers: HTTPHeaders = [:],
        body: HTTPBody = .none,
        credentials: [HTTPCredential] = [],
        redirects: RedirectPolicy = .none,
        isIdempotent: Bool? = nil,
        deadline: ContinuousClock.Instant? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.credentials = credentials
        self.redirects = redirects
        self.deadline = deadline
        self.isIdempotent = isIdempotent ?? (method == "GET" || method == "HEAD")
    }
}
