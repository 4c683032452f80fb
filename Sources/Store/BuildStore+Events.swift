package import Builds
import GRDB

/// An event with its place in the build's stream.
package struct StoredEvent: Sendable, Equatable {
    /// 1 for the build's first event, without gaps.
    package let sequence: Int
    /// The event.
    package let event: BuildEvent
}

extension BuildStore {
    /// How many bytes of messages are kept of one build; the whole log is in `build.log`.
    package static let defaultEventBytesLimit = 64 << 20
    /// How many events are kept of one build.
    package static let defaultEventCountLimit = 500_000
    /// What is kept free for the stages that follow a log that was cut.
    private static let infoReserve = 1000

    /// Appends events of a build; throws ``StoreError/Code/leaseLost`` for a worker that no longer has it.
    ///
    /// Past the limits output is dropped, which one event says; news of stages still gets in.
    package func append(
        _ events: [BuildEvent],
        to lease: BuildLease,
        bytesLimit: Int = defaultEventBytesLimit,
        countLimit: Int = defaultEventCountLimit
    ) async throws(StoreError) {
        guard !events.isEmpty else { return }
        try await write("append events") { database in
            _ = try Self.requireLease(lease, database)
            let row = try Row.fetchOne(
                database,
                sql: "SELECT last_event, event_bytes FROM builds WHERE id = ?",
                arguments: [lease.id.description]
            )
            var writer = EventWriter(
                build: lease.id,
                sequence: row?["last_event"] ?? 0,
                bytes: row?["event_bytes"] ?? 0,
                bytesLimit: bytesLimit,
                countLimit: countLimit,
                reserve: Self.infoReserve
            )
            for event in events { try writer.write(event, database) }
            try database.execute(
                sql: "UPDATE builds SET last_event = ?, event_bytes = ? WHERE id = ?",
                arguments: [writer.sequence, writer.bytes, lease.id.description]
            )
        }
        changes.signal(.build(lease.id))
    }

    /// The events after number `sequence`, at most `limit`, and the build as it was in the same state of the store.
    ///
    /// When the record's status is final and its ``BuildRecord/lastEvent`` has been read, nothing more will come.
    package func events(
        of id: BuildID,
        after sequence: Int,
        limit: Int = 256
    ) async throws(StoreError) -> (events: [StoredEvent], build: BuildRecord) {
        try await read("read events") { database in
            let build = try BuildRecord.fetch(id, database)
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT sequence, kind, message FROM events WHERE build_id = ? AND sequence > ?
                    ORDER BY sequence LIMIT \(min(max(limit, 1), 4096))
                    """,
                arguments: [id.description, sequence]
            )
            let events = rows.map { row in
                StoredEvent(
                    sequence: row["sequence"],
                    event: BuildEvent(BuildEvent.Kind(rawValue: row["kind"]) ?? .log, row["message"])
                )
            }
            return (events, build)
        }
    }
}

/// Writes events within a build's limits.
private struct EventWriter {
    let build: BuildID
    var sequence: Int
    var bytes: Int
    let bytesLimit: Int
    let countLimit: Int
    let reserve: Int

    mutating func write(_ event: BuildEvent, _ database: Database) throws {
        if sequence < countLimit, bytes < bytesLimit {
            try insert(event, database)
            if sequence >= countLimit || bytes >= bytesLimit {
                try insert(BuildEvent(.info, "Output is cut here; build.log has all that was kept"), database)
            }
        } else if event.kind == .info, sequence < countLimit.addingReportingOverflow(reserve).partialValue {
            try insert(event, database)
        }
    }

    private mutating func insert(_ event: BuildEvent, _ database: Database) throws {
        sequence += 1
        let message = event.message.clipped(toUTF8: BuildEvent.maximumLogMessage)
        bytes += message.utf8.count
        try database.execute(
            sql: "INSERT INTO events (build_id, sequence, kind, message) VALUES (?, ?, ?, ?)",
            arguments: [build.description, sequence, event.kind.rawValue, message]
        )
    }
}

extension String {
    /// The longest beginning of whole characters (Unicode scalars) that has at most `count` bytes of UTF-8.
    fileprivate func clipped(toUTF8 count: Int) -> String {
        guard utf8.count > count else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: count)
        while end > startIndex, end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
