import CurlKit
import FoundationEssentials
import StrictJSON

/// The exchange with a forge's API: URLs from configuration, tokens in headers to their own origin, answers bounded.
struct ForgeHTTP: Sendable {
    /// The largest JSON answer: a page of releases with long notes.
    static let answerLimit = 16 << 20
    /// The most redirects to where an asset's contents lie.
    static let redirectLimit = 5

    let client: HTTPClient
    let base: HTTPURL
    let headers: HTTPHeaders
    let credentials: [HTTPCredential]

    /// One call of the API.
    struct Call {
        var operation: String
        var method = "GET"
        var segments: [String]
        var query: [(name: String, value: String)] = []
        var body: JSONValue?
        /// Whether doing it twice is the same as doing it once.
        var isIdempotent = false
    }

    /// Performs a call; any status but 2xx is an error.
    func send(_ call: Call) async throws(ForgeError) -> HTTPResponse {
        var headers = headers
        if call.body != nil { headers["Content-Type"] = "application/json" }
        let request = HTTPRequest(
            call.method,
            try url(of: call),
            headers: headers,
            body: call.body.map { .bytes($0.serialized()) } ?? (call.method == "GET" ? .none : .bytes([])),
            credentials: credentials,
            // GitHub answers 301 and 307 for a repository that was renamed; nothing leads to another host.
            redirects: .follow(atMost: Self.redirectLimit) { [origin = base.origin] in $0.origin == origin },
            isIdempotent: call.isIdempotent || call.method == "GET"
        )
        return try await send(request, call.operation)
    }

    /// Performs a call that answers with JSON.
    func json(_ call: Call) async throws(ForgeError) -> JSONValue {
        try Self.json(try await send(call), call.operation)
    }

    /// Performs a call for something that may not be there.
    func optionalJSON(_ call: Call) async throws(ForgeError) -> JSONValue? {
        do throws(ForgeError) { return try await json(call) } catch  where error.code == .notFound { return nil }
    }

    /// The items of a list, page by page, at most `maximumPages`.
    func list(_ call: Call, pageSize: (name: String, value: Int), maximumPages: Int) async throws(ForgeError)
        -> [JSONValue]
    {
        var items: [JSONValue] = []
        for page in 1...maximumPages {
            var call = call
            call.query += [(pageSize.name, String(pageSize.value)), ("page", String(page))]
            let response = try await send(call)
            guard let part = try Self.json(response, call.operation).array else {
                throw ForgeError(.invalidResponse, call.operation, "expected an array")
            }
            items += part
            guard !part.isEmpty, response.headers["Link"]?.contains("rel=\"next\"") == true else { break }
        }
        return items
    }

    /// Performs a request as it stands; any status but 2xx is an error.
    func send(_ request: HTTPRequest, _ operation: String) async throws(ForgeError) -> HTTPResponse {
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await client.send(request, bodyLimit: Self.answerLimit)
        } catch {
            throw ForgeError(error, operation, isIdempotent: request.isIdempotent)
        }
        guard response.isSuccess else {
            throw ForgeError(response, operation, isIdempotent: request.isIdempotent)
        }
        return response
    }

    /// Streams contents to `receive`, following redirects; the token stays with its origin.
    func stream(
        _ url: HTTPURL,
        accept: String,
        limit: Int,
        _ operation: String,
        receive: @escaping HTTPClient.Receiver
    ) async throws(ForgeError) {
        var headers = headers
        headers["Accept"] = accept
        let request = HTTPRequest(
            "GET",
            url,
            headers: headers,
            credentials: credentials,
            redirects: .follow(atMost: Self.redirectLimit)
        )
        let response: HTTPResponse
        do throws(HTTPError) {
            response = try await client.stream(request, limit: limit, receive: receive)
        } catch {
            throw ForgeError(error, operation, isIdempotent: true)
        }
        guard response.isSuccess else { throw ForgeError(response, operation, isIdempotent: true) }
    }

    /// The URL of a call beneath the base.
    func url(of call: Call) throws(ForgeError) -> HTTPURL {
        try Self.url(base, call.segments, query: call.query, operation: call.operation)
    }

    /// A URL beneath `base`; every segment is percent-encoded.
    static func url(
        _ base: HTTPURL,
        _ segments: [String],
        query: [(name: String, value: String)] = [],
        operation: String
    ) throws(ForgeError) -> HTTPURL {
        var text = base.description
        while text.hasSuffix("/") { text.removeLast() }
        text += segments.map { "/" + HTTPURL.escaped($0) }.joined()
        do throws(HTTPError) {
            let url = try HTTPURL(text)
            return query.isEmpty ? url : try url.withQuery(query)
        } catch {
            throw ForgeError(.refused, operation, error.message)
        }
    }

    static func json(_ response: HTTPResponse, _ operation: String) throws(ForgeError) -> JSONValue {
        do throws(JSONError) {
            return try JSONParser.parse(response.body, sizeLimit: answerLimit)
        } catch {
            throw ForgeError(.invalidResponse, operation, "the answer is no JSON: \(error.message)")
        }
    }
}
