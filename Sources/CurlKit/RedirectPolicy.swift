/// Which redirects a request follows.
package struct RedirectPolicy: Sendable {
    /// The most redirects in a row.
    package let limit: Int
    let isAllowed: @Sendable (HTTPURL) -> Bool

    /// None: a redirect is the response.
    package static let none = RedirectPolicy(limit: 0) { _ in false }

    /// At most `limit`, never from `https` to `http`, and only to URLs that satisfy `isAllowed`; others are errors.
    package static func follow(
        atMost limit: Int,
        where isAllowed: @escaping @Sendable (HTTPURL) -> Bool = { _ in true }
    ) -> RedirectPolicy {
        RedirectPolicy(limit: limit, isAllowed: isAllowed)
    }

    private init(limit: Int, isAllowed: @escaping @Sendable (HTTPURL) -> Bool) {
        self.limit = limit
        self.isAllowed = isAllowed
    }

    /// The request that follows `response`, or `nil` if that is the answer.
    func next(after response: HTTPResponse, to request: HTTPRequest, hop: Int) throws(HTTPError) -> HTTPRequest? {
        guard limit > 0, [301, 302, 303, 307, 308].contains(response.status) else { return nil }
        let from = request.url.origin
        guard hop < limit else { throw refused(from, "redirects more than \(limit) times") }
        guard let location = response.headers["Location"] else { throw refused(from, "redirects to nowhere") }
        let target: HTTPURL
        do {
            target = try HTTPURL(location, relativeTo: request.url)
        } catch {
            throw refused(from, "redirects to something that is no plain http or https URL")
        }
        guard target.origin.scheme == "https" || from.scheme == "http" else {
            throw refused(from, "redirects from https to http")
        }
        guard isAllowed(target) else {
            throw refused(from, "redirects to \(target.origin), which is not allowed for this request")
        }
        var next = request
        next.url = target
        let becomesGet = response.status == 303 || (response.status < 303 && request.method == "POST")
        if becomesGet, request.method != "HEAD" {
            next.method = "GET"
            next.body = .none
            next.headers["Content-Type"] = nil
        }
        return next
    }

    private func refused(_ origin: HTTPOrigin, _ what: String) -> HTTPError {
        HTTPError(.redirectRefused, operation: "redirect", message: "\(origin) \(what)")
    }
}
