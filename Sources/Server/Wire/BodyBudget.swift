import Hummingbird
import NIOCore
import Synchronization

/// Bounds the bytes of request bodies that are in memory, all connections together.
final class BodyBudget: Sendable {
    private let limit: Int
    private let used = Mutex(0)

    init(limit: Int) { self.limit = limit }

    /// Reads a whole body of at most `bodyLimit` bytes and hands it to `use`, which it counts for so long.
    func withBody<Result>(
        of request: Request,
        limit bodyLimit: Int,
        _ use: ([UInt8]) async throws -> Result
    ) async throws -> Result {
        if let announced = request.headers[.contentLength].flatMap({ Int($0) }), announced > bodyLimit {
            throw APIError.tooLarge(bodyLimit)
        }
        var reserved = 0
        defer { used.withLock { $0 -= reserved } }
        var body: [UInt8] = []
        for try await chunk in request.body {
            guard body.count + chunk.readableBytes <= bodyLimit else { throw APIError.tooLarge(bodyLimit) }
            guard reserve(chunk.readableBytes) else { throw APIError.busy }
            reserved += chunk.readableBytes
            body.append(contentsOf: chunk.readableBytesView)
        }
        return try await use(body)
    }

    private func reserve(_ count: Int) -> Bool {
        used.withLock { used in
            guard count <= limit - used else { return false }
            used += count
            return true
        }
    }
}
