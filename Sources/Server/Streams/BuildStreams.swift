import Builds
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import Store

/// Streams of a build's events, read from the store as fast as the client takes them.
///
/// Nothing is buffered for a client: one that is slow, or comes back, reads where it was. Whether anybody listens makes
/// no difference to the build.
struct BuildStreams: Sendable {
    let store: BuildStore
    let documents: BuildDocument
    let timing: ServerTiming
    let places: StreamBudget

    /// How many events are read from the store at a time.
    private static let page = 64
    /// After how many bytes without a pause a paced stream lets its client catch up: a quarter of what Node reads at a
    /// time.
    private static let burst = 16 << 10
    /// How long it lets it.
    private static let breath: Duration = .milliseconds(15)

    /// A response that streams the events after number `after`, and the opening as well if that is `nil`.
    ///
    /// A paced stream gives its client time between bursts, so that it rarely finds the beginning of an event at the
    /// end of what it reads: clients that split chunks at line feeds would lose it. That makes a tear unlikely, not
    /// impossible; clients that parse the stream as the standard says need no pacing and get none.
    func response(
        _ dialect: EventDialect,
        _ id: BuildID,
        after: Int?,
        isPaced: Bool,
        place: StreamBudget.Place
    ) -> Response {
        let headers: HTTPFields = [
            .contentType: "text/event-stream", .cacheControl: "no-cache", .accelBuffering: "no",
            .contentTypeOptions: "nosniff",
        ]
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody { writer in
                try await write(dialect, id, after, isPaced: isPaced, to: &writer)
                try await writer.finish(nil)
                withExtendedLifetime(place) {}
            }
        )
    }

    /// Waits until a build has ended; throws when the server shuts down first.
    func end(of id: BuildID) async throws -> BuildRecord {
        while true {
            let changes = store.changes.listen(to: .build(id))
            let build = try await store.build(id)
            if build.status.isFinal { return build }
            if await wait(changes, upTo: timing.poll) == .stopped { throw APIError.busy }
        }
    }

    @concurrent private func write(
        _ dialect: EventDialect,
        _ id: BuildID,
        _ after: Int?,
        isPaced: Bool,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        var position = after ?? 0
        var silence = Duration.zero
        var burst = 0
        if after == nil {
            let opening = EventFrame.event(dialect.opening(try await store.build(id)), id: 0)
            try await writer.write(ByteBuffer(bytes: opening))
        }
        while true {
            let changes = store.changes.listen(to: .build(id))
            let (events, build) = try await store.events(of: id, after: position, limit: Self.page)
            for event in events {
                let frame = EventFrame.event(dialect.event(event.event), id: event.sequence)
                try await writer.write(ByteBuffer(bytes: frame))
                position = event.sequence
                burst += frame.count
                if isPaced, burst >= Self.burst {
                    try await Task.sleep(for: Self.breath)
                    burst = 0
                }
            }
            if !events.isEmpty {
                silence = .zero
                continue
            }
            if build.status.isFinal {
                let completion = try await dialect.completion(build, documents)
                let frame = EventFrame.event(completion, id: build.lastEvent + 1)
                return try await writer.write(ByteBuffer(bytes: frame))
            }
            let pause = min(timing.poll, timing.keepAlive - silence)
            switch await wait(changes, upTo: pause) {
            case .stopped: return
            case .changed: break
            case .timedOut: silence += pause
            }
            burst = 0
            if silence >= timing.keepAlive {
                try await writer.write(ByteBuffer(bytes: EventFrame.keepAlive))
                silence = .zero
            }
        }
    }

    private enum Wake: Sendable {
        case changed
        case timedOut
        case stopped
    }

    private func wait(_ changes: AsyncStream<Void>, upTo duration: Duration) async -> Wake {
        await withTaskGroup(of: Wake.self) { group in
            group.addTask {
                for await _ in changes { return .changed }
                return .stopped
            }
            group.addTask { (try? await Task.sleep(for: duration)) == nil ? .stopped : .timedOut }
            group.addTask {
                try? await gracefulShutdown()
                return .stopped
            }
            let first = await group.next() ?? .stopped
            group.cancelAll()
            return first
        }
    }
}
