import CurlKit
import FoundationEssentials
import StrictJSON

extension ForgeError {
    /// GitHub asks for at least this pause where it does not name one.
    static let secondaryLimitPause = Duration.seconds(60)

    /// An exchange that did not take place, or broke off.
    init(_ error: HTTPError, _ operation: String, isIdempotent: Bool) {
        let code: Code
        switch error.code {
        case .resolution, .tls: code = .unavailable
        case .connection, .timeout, .protocolViolation, .cancelled:
            code = isIdempotent ? .unavailable : .unknownOutcome
        case .invalidRequest: code = .fileSystem
        case .tooLarge: code = .invalidResponse
        case .receiverFailed: code = .fileSystem
        case .addressRefused: code = .privateAddress
        default: code = .refused
        }
        self.init(code, operation, error.message)
    }

    /// An answer that is no success.
    init(_ response: HTTPResponse, _ operation: String, isIdempotent: Bool) {
        let body = try? JSONParser.parse(response.body, sizeLimit: ForgeHTTP.answerLimit)
        let said = body?["message"]?.string ?? ""
        let delay = response.requestedDelay(now: Date())
        let isLimit = delay != nil || said.lowercased().contains("rate limit")
        let code: Code
        switch response.status {
        case 401: code = .forbidden
        case 403: code = isLimit ? .rateLimited : .forbidden
        case 404: code = .notFound
        case 409: code = .alreadyExists
        case 422 where said.lowercased().contains("immutable"): code = .immutableRelease
        case 422 where Self.errors(body).contains { $0.contains("immutable") }: code = .immutableRelease
        case 422 where Self.errors(body).contains("already_exists"): code = .alreadyExists
        case 429: code = .rateLimited
        case 500...599: code = isIdempotent ? .unavailable : .unknownOutcome
        case 300...399: code = .invalidResponse
        default: code = .refused
        }
        let retryAfter = code == .rateLimited ? delay ?? Self.secondaryLimitPause : delay
        let detail = Self.printable(([said] + Self.errors(body)).filter { !$0.isEmpty }.joined(separator: ", "))
        self.init(
            code,
            operation,
            "the forge answers \(response.status)" + (detail.isEmpty ? "" : ": \(detail)"),
            retryAfter: retryAfter
        )
    }

    /// The codes and messages in GitHub's list of errors.
    private static func errors(_ body: JSONValue?) -> [String] {
        (body?["errors"]?.array ?? []).prefix(8).flatMap { error in
            [error["code"]?.string, error["message"]?.string?.lowercased()].compactMap(\.self)
        }
    }

    /// A forge's words as one short line that cannot disturb a log or a terminal.
    private static func printable(_ text: String) -> String {
        String(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value < 0x7F }.prefix(200).map(Character.init))
    }
}
