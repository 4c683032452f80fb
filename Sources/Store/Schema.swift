import GRDB

/// The database's schema as numbered steps; a step that has been released never changes.
///
/// It stays within what PostgreSQL also has: with `INTEGER` read as `BIGINT`, `BLOB` as `BYTEA` and `STRICT` left out
/// the same statements serve there. Times are milliseconds since 1970, truth values 0 or 1, identifiers text.
enum Schema {
    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        for (name, statements) in steps {
            migrator.registerMigration(name) { try $0.execute(sql: statements) }
        }
        return migrator
    }()

    private static let steps: [(name: String, statements: String)] = [
        ("0001 builds", builds),
        ("0002 deliveries", deliveries),
        ("0003 publications", publications),
        ("0004 hooks and tokens", hooksAndTokens),
        ("0005 reports and retries", reportsAndRetries),
    ]

    private static let builds = """
        CREATE TABLE builds (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32),
            request TEXT NOT NULL,
            status TEXT NOT NULL
                CHECK (status IN ('queued', 'running', 'publishing', 'success', 'failed', 'cancelled')),
            origin TEXT NOT NULL CHECK (origin IN ('webhook', 'manual')),
            forge TEXT,
            repository TEXT,
            ref TEXT,
            commit_id TEXT,
            is_public INTEGER NOT NULL CHECK (is_public IN (0, 1)),
            created_at INTEGER NOT NULL,
            started_at INTEGER,
            finished_at INTEGER,
            failure TEXT,
            result TEXT,
            attempt INTEGER NOT NULL DEFAULT 0 CHECK (attempt >= 0),
            fencing_token INTEGER NOT NULL DEFAULT 0,
            lease_owner TEXT,
            lease_expires_at INTEGER,
            cancel_requested INTEGER NOT NULL DEFAULT 0 CHECK (cancel_requested IN (0, 1)),
            last_event INTEGER NOT NULL DEFAULT 0,
            event_bytes INTEGER NOT NULL DEFAULT 0,
            retry_of TEXT REFERENCES builds (id),
            reported TEXT,
            report_attempts INTEGER NOT NULL DEFAULT 0,
            next_report_at INTEGER NOT NULL DEFAULT 0,
            CHECK ((status = 'running') = (lease_owner IS NOT NULL)),
            CHECK ((lease_owner IS NULL) = (lease_expires_at IS NULL)),
            CHECK ((status IN ('success', 'failed', 'cancelled')) = (finished_at IS NOT NULL))
        ) STRICT;
        CREATE INDEX builds_by_status ON builds (status, created_at, id);
        CREATE INDEX builds_by_age ON builds (created_at, id);
        CREATE INDEX builds_by_repository ON builds (repository, created_at, id);
        CREATE TABLE events (
            build_id TEXT NOT NULL REFERENCES builds (id),
            sequence INTEGER NOT NULL CHECK (sequence > 0),
            kind TEXT NOT NULL CHECK (kind IN ('info', 'log')),
            message TEXT NOT NULL,
            PRIMARY KEY (build_id, sequence)
        ) STRICT;
        """

    private static let deliveries = """
        CREATE TABLE deliveries (
            forge TEXT NOT NULL,
            repository_id TEXT NOT NULL,
            delivery_id TEXT NOT NULL,
            hook_id TEXT,
            event TEXT NOT NULL,
            headers TEXT NOT NULL,
            body BLOB,
            body_sha256 TEXT NOT NULL,
            received_at INTEGER NOT NULL,
            outcome TEXT NOT NULL CHECK (outcome IN ('queued', 'known', 'retried', 'nothing')),
            build_id TEXT REFERENCES builds (id),
            PRIMARY KEY (forge, repository_id, delivery_id),
            CHECK ((outcome = 'nothing') = (build_id IS NULL))
        ) STRICT;
        CREATE INDEX deliveries_by_build ON deliveries (build_id);
        CREATE TABLE ref_changes (
            forge TEXT NOT NULL,
            repository_id TEXT NOT NULL,
            ref TEXT NOT NULL,
            object_id TEXT NOT NULL,
            build_id TEXT NOT NULL REFERENCES builds (id),
            PRIMARY KEY (forge, repository_id, ref, object_id)
        ) STRICT;
        CREATE TABLE ref_change_events (
            forge TEXT NOT NULL,
            repository_id TEXT NOT NULL,
            ref TEXT NOT NULL,
            object_id TEXT NOT NULL,
            event TEXT NOT NULL,
            PRIMARY KEY (forge, repository_id, ref, object_id, event)
        ) STRICT;
        """

    private static let publications = """
        CREATE TABLE publications (
            build_id TEXT NOT NULL PRIMARY KEY REFERENCES builds (id),
            forge TEXT NOT NULL,
            repository TEXT NOT NULL,
            ref TEXT NOT NULL,
            commit_id TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('pending', 'leased', 'done', 'failed')),
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at INTEGER NOT NULL,
            fencing_token INTEGER NOT NULL DEFAULT 0,
            lease_owner TEXT,
            lease_expires_at INTEGER,
            last_error TEXT,
            release_url TEXT,
            CHECK ((state = 'leased') = (lease_owner IS NOT NULL)),
            CHECK ((lease_owner IS NULL) = (lease_expires_at IS NULL))
        ) STRICT;
        CREATE INDEX publications_due ON publications (state, next_attempt_at);
        """

    private static let hooksAndTokens = """
        CREATE TABLE hooks (
            id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 32),
            forge TEXT NOT NULL,
            repository TEXT NOT NULL,
            secret TEXT NOT NULL CHECK (length(secret) > 0),
            created_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE tokens (
            name TEXT NOT NULL PRIMARY KEY,
            sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64),
            created_at INTEGER NOT NULL,
            last_used_at INTEGER,
            revoked_at INTEGER
        ) STRICT;
        """

    /// The first holds what is to be told and nothing else, so that looking costs little however many builds there have
    /// been; only a query that repeats both of its conditions can use it.
    private static let reportsAndRetries = """
        CREATE INDEX builds_to_report ON builds (next_report_at, created_at, id)
            WHERE origin = 'webhook' AND (reported IS NULL OR reported <> status);
        CREATE INDEX builds_by_retry ON builds (retry_of, created_at, id) WHERE retry_of IS NOT NULL;
        """
}
