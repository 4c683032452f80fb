import Bytes
package import FoundationEssentials
import GRDB
import OpenSSLKit

/// What is known about an API token; the token itself is not kept.
package struct TokenRecord: Sendable, Equatable {
    /// The operator's name for it.
    package let name: String
    /// When it was made.
    package let createdAt: Date
    /// When it was last used, to the hour.
    package let lastUsedAt: Date?
    /// When it stopped being good.
    package let revokedAt: Date?
}

extension BuildStore {
    /// What every token begins with, so that scanners for leaked secrets can know it.
    package static let tokenPrefix = "assay_"
    /// The longest text that is considered as a token.
    package static let longestToken = 256

    /// Makes a token of 256 random bits and returns it; it is never shown again.
    ///
    /// Throws ``StoreError/Code/conflict`` where the name is taken, also by a revoked token.
    package func createToken(name: String) async throws(StoreError) -> String {
        let token = Self.tokenPrefix + (try Self.randomHexadecimal(32))
        let time = now()
        try await write("create a token") { database in
            let isTaken = try Bool.fetchOne(database, sql: "SELECT 1 FROM tokens WHERE name = ?", arguments: [name])
            guard isTaken != true else {
                throw StoreError(.conflict, "create a token", "there is a token called \"\(name)\" already")
            }
            try database.execute(
                sql: "INSERT INTO tokens (name, sha256, created_at) VALUES (?, ?, ?)",
                arguments: [name, Self.tokenDigest(token).hexadecimal, Columns.time(time)]
            )
        }
        return token
    }

    /// The name of the token that `text` is, or `nil` if it is none that is good.
    ///
    /// Digests are compared in constant time, all of them, so the duration tells nothing about any of them.
    package func authenticate(_ text: String) async throws(StoreError) -> String? {
        guard text.utf8.count <= Self.longestToken else { return nil }
        let presented = Self.tokenDigest(text)
        let time = now()
        let found = try await read("check a token") { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT name, sha256, last_used_at FROM tokens WHERE revoked_at IS NULL"
            )
            var found: (name: String, lastUsed: Int64?)?
            for row in rows {
                let known = [UInt8](hexadecimal: row["sha256"] as String) ?? []
                if ConstantTime.equal(known, presented) { found = (row["name"], row["last_used_at"]) }
            }
            return found
        }
        guard let found else { return nil }
        if Columns.time(time) - (found.lastUsed ?? 0) > Self.lastUseGranularity {
            try await write("note a token's use") { database in
                try database.execute(
                    sql: "UPDATE tokens SET last_used_at = ? WHERE name = ?",
                    arguments: [Columns.time(time), found.name]
                )
            }
        }
        return found.name
    }

    /// All tokens, oldest first.
    package func tokens() async throws(StoreError) -> [TokenRecord] {
        try await read("list tokens") { database in
            try Row.fetchAll(
                database,
                sql: "SELECT name, created_at, last_used_at, revoked_at FROM tokens ORDER BY created_at, name"
            ).map { row in
                TokenRecord(
                    name: row["name"],
                    createdAt: Columns.date(row["created_at"]),
                    lastUsedAt: (row["last_used_at"] as Int64?).map(Columns.date),
                    revokedAt: (row["revoked_at"] as Int64?).map(Columns.date)
                )
            }
        }
    }

    /// Whether a token was ever made, so that whatever starts or cancels a build needs one.
    ///
    /// Revoked ones count: taking the last token away must not open the server to everyone on the machine.
    package func hasTokens() async throws(StoreError) -> Bool {
        try await read("look for tokens") { database in
            try Bool.fetchOne(database, sql: "SELECT count(*) > 0 FROM tokens") ?? false
        }
    }

    /// Ends a token; returns whether there was a good one of that name.
    @discardableResult
    package func revokeToken(name: String) async throws(StoreError) -> Bool {
        let time = now()
        return try await write("revoke a token") { database in
            try database.execute(
                sql: "UPDATE tokens SET revoked_at = ? WHERE name = ? AND revoked_at IS NULL",
                arguments: [Columns.time(time), name]
            )
            return database.changesCount > 0
        }
    }

    /// An hour in milliseconds: a write for each request would be dear.
    private static let lastUseGranularity: Int64 = 3_600_000

    private static func tokenDigest(_ text: String) -> [UInt8] {
        DigestAlgorithm.sha256.digest(Array(text.utf8))
    }
}
