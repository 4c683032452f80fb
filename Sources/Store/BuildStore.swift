import Files
package import FoundationEssentials
import GRDB
import Glibc

/// Everything that must outlive the process: deliveries, builds, events, leases, publications, hooks and tokens.
///
/// Every operation is one transaction, on disk when it returns; a crash between any two statements loses nothing that
/// was acknowledged. Several processes may use the same database at once.
package struct BuildStore: Sendable {
    /// How long an operation waits for another process's transaction, in seconds, before it is ``StoreError/Code/busy``.
    package static let defaultBusyTimeout = 5.0

    /// Tells this process's own tasks that something changed.
    package let changes = ChangeFeed()

    let now: @Sendable () -> Date
    private let pool: DatabasePool
    private let group: GroupCommit

    /// Opens the SQLite database at `path`, making it or bringing its schema up to date where needed.
    ///
    /// The file is readable by its owner only: it holds webhook secrets, which HMAC needs in the clear.
    /// Throws ``StoreError/Code/unusable`` unless commits reach the disk before they are acknowledged.
    package init(
        path: String,
        busyTimeout: Double = defaultBusyTimeout,
        now: @escaping @Sendable () -> Date = { Date() }
    ) throws(StoreError) {
        try Self.restrictAccess(to: path)
        var configuration = Configuration()
        configuration.label = "store"
        configuration.busyMode = .timeout(busyTimeout)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
        do {
            let pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB sets `synchronous = NORMAL` on the writer while it opens the pool, which in WAL mode loses the last
            // commits when the power fails. Readers never commit.
            let level = try pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = FULL")
                return try Int.fetchOne(database, sql: "PRAGMA synchronous")
            }
            guard level == 2 else {
                throw StoreError(.unusable, "open the store", "synchronous is \(level ?? -1), 2 (FULL) is needed")
            }
            try Schema.migrator.migrate(pool)
            self.pool = pool
            group = GroupCommit(pool)
        } catch {
            throw Self.storeError(error, "open the store")
        }
        self.now = now
    }

    /// What `PRAGMA synchronous` says on the connection that writes; anything but 2 loses acknowledged deliveries.
    package func synchronousLevel() async throws(StoreError) -> Int {
        try await write("read a setting") { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1 }
    }

    // MARK: The gate

    /// Runs `body` in one transaction that is on disk when this returns.
    func write<Value: Sendable>(
        _ operation: String,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await pool.write(body)
        } catch {
            throw Self.storeError(error, operation)
        }
    }

    /// Runs `body` in a transaction that is on disk when this returns, and that others may share who write at this time.
    ///
    /// Nothing of it stays when it throws. It may be run a second time after the first was undone.
    func writeTogether<Value: Sendable>(
        _ operation: String,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await group.write(body)
        } catch {
            throw Self.storeError(error, operation)
        }
    }

    /// Runs `body` on one consistent state of the database.
    func read<Value: Sendable>(
        _ operation: String,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await pool.read(body)
        } catch {
            throw Self.storeError(error, operation)
        }
    }

    private static func storeError(_ error: any Error, _ operation: String) -> StoreError {
        switch error {
        case let error as StoreError:
            return error
        case let error as DatabaseError:
            // The text names tables and columns but no values: GRDB keeps arguments out of descriptions by default.
            let message = "SQLite error \(error.resultCode.rawValue): \(error.message ?? "no message")"
            return switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: StoreError(.busy, operation, message)
            case .SQLITE_FULL: StoreError(.full, operation, message)
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: StoreError(.unusable, operation, message)
            default: StoreError(.failure, operation, message)
            }
        default:
            return StoreError(.failure, operation, "\(type(of: error))")
        }
    }

    /// Makes the file with mode 0600 before SQLite sees it; SQLite gives its `-wal` and `-shm` files the same mode and owner.
    ///
    /// A new file belongs to the owner of its folder: a builder that is root may come before the receiver that is not.
    private static func restrictAccess(to path: String) throws(StoreError) {
        try files { () throws(FileError) in
            do throws(FileError) {
                let file = try FileDescriptor(path: path, flags: O_RDWR | O_CREAT | O_EXCL, mode: 0o600)
                let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
                try file.setOwner(like: FileDescriptor(path: folder + ".", flags: O_RDONLY | O_DIRECTORY))
            } catch  where error.code == .exists {}
            try FileDescriptor(path: path, flags: O_RDWR).setMode(0o600)
        }
    }
}
