/// One command in a box: what it sees, what it may use, and how far it may go. Nothing else of this machine is there.
package struct Sandbox: Sendable {
    /// A file or directory of the host at a path inside.
    package struct Bind: Hashable, Sendable {
        /// The absolute path on the host.
        package var host: String
        /// The absolute path inside.
        package var inside: String

        package init(_ host: String, at inside: String) {
            self.host = host
            self.inside = inside
        }

        /// The same path outside and inside.
        package init(_ path: String) { self.init(path, at: path) }
    }

    /// What the command can reach over the network. Its network namespace is its own in any case.
    package enum Network: Sendable {
        /// Nothing: only its own loopback.
        case none
        /// Only our proxy, which filters and records.
        case proxy(FetchProxy)
    }

    /// The program's path inside and its arguments.
    package var command: [String]
    /// The whole environment, except what the network mode adds.
    package var environment: [String: String]
    /// Where the command starts, as seen inside.
    package var workingDirectory: String
    /// What it may read besides `/usr` and a minimal `/etc`.
    package var readOnly: [Bind]
    /// Directories that it may write to. As root they are handed over to the worker's uid, with all that is in them;
    /// nobody else may use them meanwhile.
    package var writable: [Bind]
    /// Empty directories in memory besides `/tmp`, `/var/tmp` and `/dev/shm`, each limited to ``SandboxLimits/temporary``.
    package var temporary: [String]
    /// What the command can reach.
    package var network: Network
    /// How far the command may go.
    package var limits: SandboxLimits
    /// Who the command runs as.
    package var worker: SandboxWorker
    /// A descriptor that becomes standard input; `/dev/null` otherwise. It must stay open while the sandbox runs.
    package var standardInput: Int32?
    /// A descriptor that becomes standard output, so that only standard error is the log; it must stay open too.
    package var standardOutput: Int32?

    package init(
        command: [String],
        environment: [String: String] = [:],
        workingDirectory: String = "/",
        readOnly: [Bind] = [],
        writable: [Bind] = [],
        temporary: [String] = [],
        network: Network = .none,
        limits: SandboxLimits = SandboxLimits(),
        worker: SandboxWorker = SandboxWorker(slot: 0)
    ) {
        self.command = command
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.readOnly = readOnly
        self.writable = writable
        self.temporary = temporary
        self.network = network
        self.limits = limits
        self.worker = worker
    }
}
