import Bytes
package import FoundationEssentials
import GRDB
import OpenSSLKit

/// A webhook whose secret is good for one repository only.
package struct Hook: Sendable, Equatable {
    /// 32 random hexadecimal digits, the last part of the hook's URL.
    package let id: String
    /// The configured forge's name.
    package let forge: String
    /// `owner/name`.
    package let repository: String
    /// The secret. HMAC needs it as it is, so it is stored in the clear in a file that only its owner can read.
    package let secret: String
    /// When it was made.
    package let createdAt: Date
}

extension BuildStore {
    /// Makes a hook with a new secret of 256 bits.
    package func createHook(forge: String, repository: String) async throws(StoreError) -> Hook {
        let time = Columns.date(Columns.time(now()))
        let hook = Hook(
            id: try Self.randomHexadecimal(16),
            forge: forge,
            repository: repository,
            secret: try Self.randomHexadecimal(32),
            createdAt: time
        )
        try await write("create a hook") { database in
            try database.execute(
                sql: "INSERT INTO hooks (id, forge, repository, secret, created_at) VALUES (?, ?, ?, ?, ?)",
                arguments: [hook.id, hook.forge, hook.repository, hook.secret, Columns.time(hook.createdAt)]
            )
        }
        return hook
    }

    /// The hook called `id` of `forge`, or `nil`.
    package func hook(_ id: String, forge: String) async throws(StoreError) -> Hook? {
        try await read("read a hook") { database in
            try Row.fetchOne(
                database,
                sql: "SELECT id, forge, repository, secret, created_at FROM hooks WHERE id = ? AND forge = ?",
                arguments: [id, forge]
            ).map(Self.hook(row:))
        }
    }

    /// All hooks, oldest first.
    package func hooks() async throws(StoreError) -> [Hook] {
        try await read("list hooks") { database in
            try Row.fetchAll(
                database,
                sql: "SELECT id, forge, repository, secret, created_at FROM hooks ORDER BY created_at, id"
            ).map(Self.hook(row:))
        }
    }

    /// Removes a hook, whose deliveries are then refused; returns whether there was one.
    @discardableResult
    package func removeHook(_ id: String) async throws(StoreError) -> Bool {
        try await write("remove a hook") { database in
            try database.execute(sql: "DELETE FROM hooks WHERE id = ?", arguments: [id])
            return database.changesCount > 0
        }
    }

    static func randomHexadecimal(_ count: Int) throws(StoreError) -> String {
        do {
            return try SecureRandom.bytes(count).hexadecimal
        } catch {
            throw StoreError(.failure, error.operation, error.message)
        }
    }

    private static func hook(row: Row) -> Hook {
        Hook(
            id: row["id"],
            forge: row["forge"],
            repository: row["repository"],
            secret: row["secret"],
            createdAt: Columns.date(row["created_at"])
        )
    }
}
