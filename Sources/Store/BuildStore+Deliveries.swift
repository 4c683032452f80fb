import Builds
import Bytes
import FoundationEssentials
import GRDB
import OpenSSLKit

extension BuildStore {
    /// Records a delivery and the build that it asks for, both or neither, and on disk when this returns.
    ///
    /// Copies lead to the same build, whether they share the delivery's name or the ref and object. A build that failed
    /// or was cancelled is tried again when the same delivery, or the same kind of event for the same change, comes
    /// once more: forges that replay under a new name are covered, and the `create` beside a `push` starts nothing.
    package func acceptDelivery(_ delivery: WebhookDelivery) async throws(StoreError) -> DeliveryOutcome {
        let time = now()
        let digest = DigestAlgorithm.sha256.digest(delivery.body).hexadecimal
        let outcome = try await writeTogether("accept a delivery") { database in
            let former = try Self.formerBuild(of: delivery, digest, database)
            let outcome = try Self.resolve(delivery, former, time, database)
            if former == nil || former?.isSameDelivery == false {
                try Self.insert(delivery, digest, outcome, time, database)
            }
            return outcome
        }
        switch outcome {
        case .queued, .retried:
            changes.signal(.queue)
            changes.signal(.reports)
        case .known, .nothing: break
        }
        return outcome
    }

    /// What the store remembers of a delivery or of the change that it tells of.
    private struct Former {
        var build: BuildID?
        var isSameDelivery: Bool
        var isRepeatedEvent: Bool
    }

    private static func formerBuild(
        of delivery: WebhookDelivery,
        _ digest: String,
        _ database: Database
    ) throws -> Former? {
        // No forge signs the delivery's name: with another body it is another delivery, or somebody who recorded one
        // could keep a later one from being acted upon.
        let seen = try Row.fetchOne(
            database,
            sql: """
                SELECT build_id FROM deliveries
                WHERE forge = ? AND repository_id = ? AND delivery_id = ? AND body_sha256 = ?
                """,
            arguments: [delivery.forge, delivery.repositoryID, delivery.deliveryID, digest]
        )
        // A delivery that once started nothing is looked at afresh when it asks for a build by now: the operator may
        // have configured its ref since.
        if let seen, seen["build_id"] as String? != nil || delivery.change == nil {
            var build = try (seen["build_id"] as String?).map(Columns.buildID)
            while let id = build, let retry = try Self.retry(of: id, database) { build = retry }
            return Former(build: build, isSameDelivery: true, isRepeatedEvent: true)
        }
        guard let change = delivery.change else { return nil }
        let key: StatementArguments = [
            delivery.forge, delivery.repositoryID, change.ref.description, change.objectID.description,
        ]
        let condition = "forge = ? AND repository_id = ? AND ref = ? AND object_id = ?"
        let known = try String.fetchOne(
            database,
            sql: "SELECT build_id FROM ref_changes WHERE \(condition)",
            arguments: key
        )
        guard let known else { return nil }
        let repeated = try Bool.fetchOne(
            database,
            sql: "SELECT 1 FROM ref_change_events WHERE \(condition) AND event = ?",
            arguments: key + [delivery.event]
        )
        return Former(build: try Columns.buildID(known), isSameDelivery: false, isRepeatedEvent: repeated == true)
    }

    private static func retry(of id: BuildID, _ database: Database) throws -> BuildID? {
        try String.fetchOne(
            database,
            sql: "SELECT id FROM builds WHERE retry_of = ? ORDER BY created_at DESC, id LIMIT 1",
            arguments: [id.description]
        ).map(Columns.buildID)
    }

    private static func resolve(
        _ delivery: WebhookDelivery,
        _ former: Former?,
        _ time: Date,
        _ database: Database
    ) throws -> DeliveryOutcome {
        guard let former else {
            guard let change = delivery.change else { return .nothing }
            let id = BuildID()
            try insertBuild(id, change.request, .webhook, change.subject, retryOf: nil, time, database)
            try insert(change, of: delivery, build: id, database)
            return .queued(id)
        }
        guard let id = former.build else { return .nothing }
        if !former.isSameDelivery { try noteEvent(of: delivery, database) }
        let build = try BuildRecord.fetch(id, database)
        guard former.isRepeatedEvent, build.status == .failed || build.status == .cancelled else { return .known(id) }
        return .retried(try insertRetry(of: build, time, database).id)
    }

    private static func insert(
        _ change: RefChange,
        of delivery: WebhookDelivery,
        build: BuildID,
        _ database: Database
    ) throws {
        try database.execute(
            sql: "INSERT INTO ref_changes (forge, repository_id, ref, object_id, build_id) VALUES (?, ?, ?, ?, ?)",
            arguments: [
                delivery.forge, delivery.repositoryID, change.ref.description, change.objectID.description,
                build.description,
            ]
        )
        try noteEvent(of: delivery, database)
    }

    private static func noteEvent(of delivery: WebhookDelivery, _ database: Database) throws {
        guard let change = delivery.change else { return }
        try database.execute(
            sql: """
                INSERT INTO ref_change_events (forge, repository_id, ref, object_id, event) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """,
            arguments: [
                delivery.forge, delivery.repositoryID, change.ref.description, change.objectID.description,
                delivery.event,
            ]
        )
    }

    private static func insert(
        _ delivery: WebhookDelivery,
        _ digest: String,
        _ outcome: DeliveryOutcome,
        _ time: Date,
        _ database: Database
    ) throws {
        let (word, build): (String, BuildID?) =
            switch outcome {
            case .queued(let id): ("queued", id)
            case .known(let id): ("known", id)
            case .retried(let id): ("retried", id)
            case .nothing: ("nothing", nil)
            }
        let body = delivery.body.count <= WebhookDelivery.keptBodyLimit ? Data(delivery.body) : nil
        try database.execute(
            sql: """
                INSERT INTO deliveries (forge, repository_id, delivery_id, hook_id, event, headers, body, body_sha256,
                    received_at, outcome, build_id)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (forge, repository_id, delivery_id)
                    DO UPDATE SET event = excluded.event, headers = excluded.headers, body = excluded.body,
                        body_sha256 = excluded.body_sha256, received_at = excluded.received_at,
                        outcome = excluded.outcome, build_id = excluded.build_id
                """,
            arguments: [
                delivery.forge, delivery.repositoryID, delivery.deliveryID, delivery.hookID, delivery.event,
                try Columns.json(delivery.headers), body, digest, Columns.time(time), word, build?.description,
            ]
        )
    }
}
