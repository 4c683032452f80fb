import Enclave
import Synchronization

/// Plays the kernel's side of the report interface: an entry's writes are counted, its report is made when it is read.
final class PlayedReportTree: ReportTree {
    /// What an entry was told before its report is read.
    struct Request: Sendable {
        var data: [UInt8] = []
        var privilegeLevel: Int?
        var generation: UInt64 = 0
    }

    struct Part: Sendable {
        var provider: String? = "sev_guest\n"
        var privilegeFloor: Int? = 0
        var auxiliary: [UInt8]? = []
        /// Makes the report; may be told to do something else first.
        var report: @Sendable (_ request: Request) throws(EnclaveError) -> [UInt8] = { $0.data }
        /// What another program does between the report and the end of the request; whose number counts from 1.
        var intrusion: @Sendable (_ request: inout Request, _ reading: Int) -> Void = { _, _ in }
    }

    private struct State {
        var entries: [String: Request] = [:]
        var ages: [String: Int] = [:]
        var made = 0
        var readings = 0
        var writes: [String] = []
    }

    private let part: Part
    private let state = Mutex(State())

    init(_ part: Part = Part()) { self.part = part }

    /// The entries that are there.
    var names: [String] { state.withLock { $0.entries.keys.sorted() } }
    /// How many were made.
    var made: Int { state.withLock { $0.made } }
    /// What was written, as `attribute=bytes`, in order.
    var writes: [String] { state.withLock { $0.writes } }

    /// Puts an entry there that somebody left behind.
    func leave(_ name: String, age: Int) {
        state.withLock {
            $0.entries[name] = Request()
            $0.ages[name] = age
        }
    }

    func entries() throws(EnclaveError) -> [(name: String, age: Int)] {
        state.withLock { state in state.entries.keys.map { ($0, state.ages[$0] ?? 0) } }
    }

    func makeEntry(_ name: String) throws(EnclaveError) {
        let isNew = state.withLock { state in
            state.made += 1
            return state.entries.updateValue(Request(), forKey: name) == nil
        }
        guard isNew else { throw EnclaveError(.failure, "mkdir", "File exists") }
    }

    func removeEntry(_ name: String) throws(EnclaveError) {
        guard state.withLock({ $0.entries.removeValue(forKey: name) }) != nil else {
            throw EnclaveError(.notFound, "rmdir", "No such file or directory")
        }
    }

    func write(_ bytes: [UInt8], to attribute: String, of entry: String) throws(EnclaveError) {
        let isTaken = state.withLock { state in
            guard var request = state.entries[entry] else { return false }
            state.writes.append("\(attribute)=\(bytes.count <= 8 ? String(decoding: bytes, as: UTF8.self) : "…")")
            switch attribute {
            case "inblob":
                guard bytes.count <= 64 else { return false }
                request.data = bytes
            case "privlevel":
                guard let level = Int(String(decoding: bytes, as: UTF8.self)), level >= part.privilegeFloor ?? 0,
                    level <= 3
                else { return false }
                request.privilegeLevel = level
            default: return false
            }
            request.generation += 1
            state.entries[entry] = request
            return true
        }
        guard isTaken else { throw EnclaveError(.failure, "write", "Invalid argument") }
    }

    func read(_ attribute: String, of entry: String, limit: Int) throws(EnclaveError) -> [UInt8]? {
        guard let request = state.withLock({ $0.entries[entry] }) else {
            throw EnclaveError(.notFound, "open", "No such file or directory")
        }
        let bytes: [UInt8]?
        switch attribute {
        case "provider": bytes = part.provider.map { Array($0.utf8) }
        case "generation": bytes = Array("\(request.generation)\n".utf8)
        case "privlevel_floor": bytes = part.privilegeFloor.map { Array("\($0)\n".utf8) }
        case "auxblob": bytes = part.auxiliary
        case "outblob":
            guard !request.data.isEmpty else { throw EnclaveError(.failure, "read", "Invalid argument") }
            bytes = try part.report(request)
            state.withLock { state in
                state.readings += 1
                guard var changed = state.entries[entry] else { return }
                part.intrusion(&changed, state.readings)
                state.entries[entry] = changed
            }
        default: bytes = nil
        }
        guard (bytes?.count ?? 0) <= limit else { throw EnclaveError(.malformed, "read", "more than \(limit) bytes") }
        return bytes
    }
}
