import Foundation
import Synchronization

/// A client for HTTP/1.1 on libcurl.
///
/// It speaks to `http` and `https` only, reads no proxy, credential or option from the environment, always authenticates TLS
/// servers, and looks at every address before it connects. Each transfer blocks a thread of its own.
package final class HTTPClient: Sendable {
    /// The largest body that ``send(_:bodyLimit:)`` keeps in memory, in bytes.
    package static let defaultBodyLimit = 4 << 20
    /// The part that is kept of a streamed response's body when its status is not 2xx, in bytes.
    package static let errorBodyLimit = 65536

    /// Takes the next piece of a body on the transfer's thread; throwing ends the transfer.
    package typealias Receiver = @Sendable (_ piece: [UInt8]) throws -> Void

    private let configuration: Configuration
    private let handles = EasyHandlePool()

    /// Makes a client.
    package init(configuration: Configuration) { self.configuration = configuration }

    /// Sends a request and collects the response, whatever its status.
    ///
    /// - Throws: ``HTTPError/Code/tooLarge`` if the body has more than `bodyLimit` bytes.
    package func send(
        _ request: HTTPRequest,
        bodyLimit: Int = HTTPClient.defaultBodyLimit
    ) async throws(HTTPError) -> HTTPResponse {
        try await repeating(request) { .memory(limit: bodyLimit) }
    }

    /// Sends a request and hands the body of a 2xx response to `receive`, piece by piece, at most `limit` bytes.
    ///
    /// It is never repeated once `receive` got something.
    package func stream(
        _ request: HTTPRequest,
        limit: Int,
        receive: @escaping Receiver
    ) async throws(HTTPError) -> HTTPResponse {
        try await repeating(request) { .stream(limit: limit, receive) }
    }

    /// Sends a request and writes the body of a 2xx response to a new file; nothing is left behind on failure.
    package func download(_ request: HTTPRequest, to path: String, limit: Int) async throws(HTTPError) -> HTTPResponse {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw HTTPError(.receiverFailed, operation: "open", message: "the file to download to cannot be made")
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do throws(HTTPError) {
            let response = try await stream(request, limit: limit) { try file.write(contentsOf: $0) }
            if !response.isSuccess { unlink(path) }
            return response
        } catch {
            unlink(path)
            throw error
        }
    }

    // MARK: Attempts, redirects, transfers

    private func repeating(
        _ request: HTTPRequest,
        sink: () -> Transfer.Sink
    ) async throws(HTTPError) -> HTTPResponse {
        var deadline = ContinuousClock.now + configuration.totalTimeout
        if let earlier = request.deadline { deadline = min(deadline, earlier) }
        var attempt = 1
        while true {
            let progress = TransferProgress()
            let outcome: Result<HTTPResponse, HTTPError>
            do throws(HTTPError) {
                outcome = .success(try await following(request, sink(), progress, deadline: deadline))
            } catch {
                outcome = .failure(error)
            }
            let policy = configuration.retries
            guard request.isIdempotent, !progress.hasDelivered,
                let pause = policy.pause(after: outcome, attempt: attempt), .now + pause < deadline
            else { return try outcome.get() }
            try await policy.wait(pause)
            attempt += 1
        }
    }

    private func following(
        _ request: HTTPRequest,
        _ sink: Transfer.Sink,
        _ progress: TransferProgress,
        deadline: ContinuousClock.Instant
    ) async throws(HTTPError) -> HTTPResponse {
        var request = request
        var hop = 0
        while true {
            let response = try await transfer(request, sink, progress, deadline: deadline)
            guard let next = try request.redirects.next(after: response, to: request, hop: hop) else { return response }
            request = next
            hop += 1
        }
    }

    private func transfer(
        _ request: HTTPRequest,
        _ sink: Transfer.Sink,
        _ progress: TransferProgress,
        deadline: ContinuousClock.Instant
    ) async throws(HTTPError) -> HTTPResponse {
        let configuration = configuration
        let handle = try handles.take()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation {
                (continuation: CheckedContinuation<Result<HTTPResponse, HTTPError>, Never>) in
                Thread.detachNewThread {
                    let outcome = Result { () throws(HTTPError) in
                        try Transfer(request, configuration, sink, progress, deadline: deadline).run(on: handle)
                    }
                    continuation.resume(returning: outcome)
                }
            }
        } onCancel: {
            progress.cancel()
        }
        handles.give(handle)
        return try outcome.get()
    }
}
