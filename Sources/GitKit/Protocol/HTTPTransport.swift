package import CurlKit

extension GitTransport {
    /// The most bytes of a server's advertisement.
    private static let advertisementLimit = 65536
    /// The longest that all requests to a repository may take together, however slowly its server answers.
    package static let defaultTimeLimit = Duration.seconds(900)

    /// Smart HTTP (gitprotocol-http) on a repository's URL.
    ///
    /// Redirects are followed for the first request only, as git does, at most three, and only to repositories of which
    /// `isAllowed` says so; the credential stays with its origin. Later requests go to where the first one ended. The
    /// time for all of them begins now.
    package static func http(
        _ client: HTTPClient,
        repository: HTTPURL,
        credential: HTTPCredential? = nil,
        within limit: Duration = defaultTimeLimit,
        redirectsTo isAllowed: @escaping @Sendable (HTTPURL) -> Bool = { _ in false }
    ) -> GitTransport {
        let session = HTTPSession(
            client: client,
            repository: repository,
            credentials: credential.map { [$0] } ?? [],
            deadline: .now + limit,
            redirects: .follow(atMost: 3) { target in HTTPSession.repository(behind: target).map(isAllowed) ?? false }
        )
        return GitTransport(
            advertise: { () async throws(GitError) in try await session.advertise(limit: advertisementLimit) },
            command: { (request, limit, receive) async throws(GitError) in
                try await session.command(request, limit: limit, receive: receive)
            }
        )
    }
}

/// One repository behind smart HTTP.
private actor HTTPSession {
    private static let service = "git-upload-pack"
    /// What stands behind a repository's URL in the first request.
    private static let discovery = "/info/refs?service=\(service)"

    private let client: HTTPClient
    private let repository: HTTPURL
    private let credentials: [HTTPCredential]
    private let deadline: ContinuousClock.Instant
    private let redirects: RedirectPolicy
    private var base: String

    init(
        client: HTTPClient,
        repository: HTTPURL,
        credentials: [HTTPCredential],
        deadline: ContinuousClock.Instant,
        redirects: RedirectPolicy
    ) {
        self.client = client
        self.repository = repository
        self.credentials = credentials
        self.deadline = deadline
        self.redirects = redirects
        var path = repository.path
        while path.hasSuffix("/") { path.removeLast() }
        base = "\(repository.origin)\(path)"
    }

    /// The repository whose first request goes to `url`; `nil` for any other URL.
    static func repository(behind url: HTTPURL) -> HTTPURL? {
        guard url.description.hasSuffix(discovery) else { return nil }
        return try? HTTPURL(String(url.description.dropLast(discovery.count)))
    }

    func advertise(limit: Int) async throws(GitError) -> [UInt8] {
        let suffix = Self.discovery
        do {
            let request = HTTPRequest(
                "GET",
                try HTTPURL(base + suffix),
                headers: ["Git-Protocol": "version=2", "Accept": "*/*", "Pragma": "no-cache"],
                credentials: credentials,
                redirects: redirects,
                deadline: deadline
            )
            let response = try await client.send(request, bodyLimit: limit)
            try check(response, type: "application/x-\(Self.service)-advertisement")
            let answered = response.url.description
            guard answered.hasSuffix(suffix) else {
                throw GitError(
                    .protocolViolation,
                    operation: "info/refs",
                    message: "the redirect led away from a repository"
                )
            }
            base = String(answered.dropLast(suffix.count))
            return response.body
        } catch {
            throw Self.gitError(error)
        }
    }

    func command(_ body: [UInt8], limit: Int, receive: @escaping GitTransport.Receiver) async throws(GitError) {
        do {
            let request = HTTPRequest(
                "POST",
                try HTTPURL("\(base)/\(Self.service)"),
                headers: [
                    "Git-Protocol": "version=2", "Content-Type": "application/x-\(Self.service)-request",
                    "Accept": "application/x-\(Self.service)-result",
                ],
                body: .bytes(body),
                credentials: credentials,
                isIdempotent: true,
                deadline: deadline
            )
            let response = try await client.stream(request, limit: limit, receive: receive)
            try check(response, type: "application/x-\(Self.service)-result")
        } catch {
            throw Self.gitError(error)
        }
    }

    private func check(_ response: HTTPResponse, type: String) throws(GitError) {
        switch response.status {
        case 200: break
        case 401, 403, 404:
            throw GitError(
                .accessDenied,
                operation: "http",
                message:
                    "\(repository.origin) answers \(response.status): no such repository, or it needs another credential"
            )
        default:
            throw GitError(.transport, operation: "http", message: "\(repository.origin) answers \(response.status)")
        }
        guard response.headers["Content-Type"]?.lowercased() == type else {
            throw GitError(
                .unsupported,
                operation: "http",
                message: "\(repository.origin) does not answer as a git server: want Content-Type \(type)"
            )
        }
    }

    private static func gitError(_ error: any Error) -> GitError {
        if let error = error as? GitError { return error }
        guard let error = error as? HTTPError else {
            return GitError(.transport, operation: "http", message: "the exchange failed")
        }
        let code: GitError.Code =
            switch error.code {
            case .tooLarge: .limit
            case .cancelled: .cancelled
            case .protocolViolation: .protocolViolation
            case .addressRefused, .redirectRefused, .invalidRequest: .notAllowed
            case .timeout: .timeout
            default: .transport
            }
        return GitError(code, operation: "http \(error.code)", message: error.message)
    }
}
