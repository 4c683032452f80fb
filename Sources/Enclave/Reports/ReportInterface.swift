import Glibc
import OpenSSLKit

/// The kernel's one interface for the reports of all kinds of confidential guests, since Linux 6.7.
///
/// Blocks; not for the pool that runs tasks.
package struct ReportInterface: Sendable {
    /// Whose report it is, as the attribute `provider` says.
    package enum Provider: String, Hashable, Sendable {
        case snp = "sev_guest"
        case tdx = "tdx_guest"
    }

    /// What the kernel gave for one request.
    package struct Outcome: Hashable, Sendable {
        /// An SNP report or a TDX quote.
        package let report: [UInt8]
        /// What the host adds, for SNP its table of certificates; often empty.
        package let auxiliary: [UInt8]

        package init(report: [UInt8], auxiliary: [UInt8]) {
            self.report = report
            self.auxiliary = auxiliary
        }
    }

    /// The largest report that is accepted, in bytes.
    package static let reportLimit = 64 << 10
    /// The largest addition of the host's, in bytes.
    package static let auxiliaryLimit = 64 << 10
    /// How often a request is made anew when another program came between or the host is busy.
    package static let attempts = 5
    /// Entries older than this whose process is gone were left behind, in seconds.
    static let leftoverAge = 600

    private let tree: any ReportTree
    private let pause: RetryPause

    package init(_ tree: any ReportTree = KernelReportTree(), pause: RetryPause = .standard) {
        self.tree = tree
        self.pause = pause
    }

    /// Whose reports this machine gives; `nil` for a provider that is not known here.
    package func provider() throws(EnclaveError) -> Provider? {
        try withEntry { entry throws(EnclaveError) in Provider(rawValue: try text("provider", of: entry)) }
    }

    /// Fails where reports of `provider` cannot be asked for. Asks for none.
    package func check(_ provider: Provider) throws(EnclaveError) {
        try withEntry { entry throws(EnclaveError) in try require(provider, of: entry) }
    }

    /// A report that commits to 64 bytes.
    ///
    /// `privilegeLevel` is SNP's VMPL, 0 to 3; left out, the lowest that the kernel allows.
    package func report(
        committingTo data: [UInt8],
        from provider: Provider,
        privilegeLevel: Int? = nil
    ) throws(EnclaveError) -> Outcome {
        precondition(data.count == 64)
        var attempt = 1
        while true {
            do throws(EnclaveError) {
                return try withEntry { entry throws(EnclaveError) in
                    try request(entry, data, provider, privilegeLevel)
                }
            } catch {
                guard error.code == .interference, attempt < Self.attempts else { throw error }
                pause(after: attempt)
                attempt += 1
            }
        }
    }

    private func request(
        _ entry: String,
        _ data: [UInt8],
        _ provider: Provider,
        _ privilegeLevel: Int?
    ) throws(EnclaveError) -> Outcome {
        try require(provider, of: entry)
        var writes: UInt64 = 0
        let before = try generation(of: entry)
        let lowest = try floor(of: entry) ?? 0
        let level = privilegeLevel ?? lowest
        if level > 0 {
            try tree.write(Array("\(level)".utf8), to: "privlevel", of: entry)
            writes += 1
        }
        try tree.write(data, to: "inblob", of: entry)
        writes += 1
        guard let report = try tree.read("outblob", of: entry, limit: Self.reportLimit), !report.isEmpty else {
            throw EnclaveError(.malformed, "configfs-tsm", "the kernel gives an empty report")
        }
        let auxiliary = try tree.read("auxblob", of: entry, limit: Self.auxiliaryLimit) ?? []
        // Another number of writes than ours: somebody else's data may be what the report commits to.
        guard try generation(of: entry) == before &+ writes else {
            throw EnclaveError(.interference, "configfs-tsm", "another program wrote to the request")
        }
        return Outcome(report: report, auxiliary: auxiliary)
    }

    private func require(_ provider: Provider, of entry: String) throws(EnclaveError) {
        let found = try text("provider", of: entry)
        guard found == provider.rawValue else {
            throw EnclaveError(
                .notFound,
                "configfs-tsm",
                "the kernel's reports are those of '\(Self.printable(found))', not of '\(provider.rawValue)'"
            )
        }
    }

    private func generation(of entry: String) throws(EnclaveError) -> UInt64 {
        guard let value = UInt64(try text("generation", of: entry)) else {
            throw EnclaveError(.malformed, "configfs-tsm", "the attribute generation is not a number")
        }
        return value
    }

    /// The lowest privilege level that may be named; `nil` where reports have none.
    private func floor(of entry: String) throws(EnclaveError) -> Int? {
        guard let bytes = try tree.read("privlevel_floor", of: entry, limit: 64) else { return nil }
        guard let level = Int(Self.text(bytes)), (0...3).contains(level) else {
            throw EnclaveError(.malformed, "configfs-tsm", "the attribute privlevel_floor is not a level")
        }
        return level
    }

    private func text(_ attribute: String, of entry: String) throws(EnclaveError) -> String {
        guard let bytes = try tree.read(attribute, of: entry, limit: 64) else {
            throw EnclaveError(.notFound, "configfs-tsm", "the attribute \(attribute) is missing")
        }
        return Self.text(bytes)
    }

    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...], as: UTF8.self)
    }

    private static func printable(_ text: String) -> String {
        String(text.unicodeScalars.filter { (0x20..<0x7F).contains($0.value) }.map(Character.init))
    }

    // MARK: Entries

    /// Lends an entry of our own, which no well-behaved program touches, and removes it whatever happens.
    private func withEntry<Value>(
        _ body: (_ entry: String) throws(EnclaveError) -> Value
    ) throws(EnclaveError) -> Value {
        removeLeftovers()
        let entry = try Self.name()
        do throws(EnclaveError) {
            try tree.makeEntry(entry)
        } catch {
            guard error.code == .notFound else { throw error }
            throw EnclaveError(
                error.code,
                error.operation,
                error.message,
                hint: "reports need Linux 6.7, the guest's module (sev-guest, tdx_guest) and configfs mounted"
            )
        }
        let result: Result<Value, EnclaveError>
        do throws(EnclaveError) { result = .success(try body(entry)) } catch { result = .failure(error) }
        do throws(EnclaveError) {
            try tree.removeEntry(entry)
        } catch {
            // What went wrong first says more; an entry that stays is a leftover for the next request.
            _ = try result.get()
            throw error
        }
        return try result.get()
    }

    private static let prefix = "assay-"

    /// `assay-<process>-<random>`.
    private static func name() throws(EnclaveError) -> String {
        do {
            return "\(prefix)\(getpid())-\(UInt64(littleEndianBytes: try SecureRandom.bytes(8)))"
        } catch {
            throw EnclaveError(.failure, error.operation, error.message)
        }
    }

    /// Removes entries of processes of ours that were killed while they waited for a report.
    private func removeLeftovers() {
        guard let entries = try? tree.entries() else { return }
        for (name, age) in entries where age > Self.leftoverAge && name.hasPrefix(Self.prefix) {
            let parts = name.dropFirst(Self.prefix.count).split(separator: "-")
            guard parts.count == 2, let process = pid_t(parts[0]), process > 0, kill(process, 0) != 0, errno == ESRCH
            else { continue }
            try? tree.removeEntry(name)
        }
    }
}

extension UInt64 {
    fileprivate init(littleEndianBytes bytes: [UInt8]) { self = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
}
