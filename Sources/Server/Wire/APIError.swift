import Builds
import HTTPTypes
import Store
import StrictJSON

/// A request that is answered with an error: `{"detail", "error_type"}`.
struct APIError: Error, Equatable {
    /// The status of the response.
    let status: HTTPResponse.Status
    /// A stable name for programs.
    let type: String
    /// A sentence for people; never a C message, a path or a secret.
    let detail: String
    /// Whole seconds after which to try again.
    var retryAfter: Int?
    /// The methods that the path has, where it lacks the one of the request.
    var allowedMethods: [HTTPRequest.Method] = []

    init(_ status: HTTPResponse.Status, _ type: String, _ detail: String, retryAfter: Int? = nil) {
        self.status = status
        self.type = type
        self.detail = detail
        self.retryAfter = retryAfter
    }

    /// The request itself is wrong.
    static func invalid(_ detail: String) -> APIError { APIError(.badRequest, "INPUT_INVALID", detail) }

    static let notFound = APIError(.notFound, "NOT_FOUND", "Not Found")
    static let unauthenticated = APIError(.unauthorized, "UNAUTHENTICATED", "a valid bearer token is needed")
    static let busy = APIError(
        .serviceUnavailable,
        "UNAVAILABLE",
        "the server cannot take this at the moment",
        retryAfter: 10
    )
    static let fault = APIError(.internalServerError, "INTERNAL_ERROR", "internal error")

    static func tooLarge(_ limit: Int) -> APIError {
        APIError(.contentTooLarge, "TOO_LARGE", "the body is larger than \(limit) bytes")
    }

    static func methodNotAllowed(_ allowed: [HTTPRequest.Method]) -> APIError {
        let names = allowed.map(\.rawValue).joined(separator: ", ")
        var error = APIError(.methodNotAllowed, "METHOD_NOT_ALLOWED", "this path knows \(names) only")
        error.allowedMethods = allowed
        return error
    }

    static func forbidden(_ detail: String) -> APIError { APIError(.forbidden, "FORBIDDEN", detail) }

    /// What a client is told of an error of the store: that it failed, not how.
    init(_ error: StoreError) {
        switch error.code {
        case .notFound: self = .notFound
        case .conflict: self = APIError(.conflict, "CONFLICT", error.message)
        case .busy, .full: self = .busy
        case .limit: self = APIError(.contentTooLarge, "TOO_LARGE", "too large")
        default: self = .fault
        }
    }

    /// What a client is told of a request that cannot be built.
    init(_ failure: BuildFailure) {
        self = APIError(.badRequest, failure.code.rawValue, failure.message)
    }

    /// The body of the response.
    var body: JSONValue { ["detail": .string(detail), "error_type": .string(type)] }
}
