import Builds
import Glibc
import Synchronization

/// Reads the response to `fetch` and writes its pack to a file (gitprotocol-v2, "output", side-band-64k).
final class PackReceiver: Sendable {
    private enum Section {
        case start
        case shallowInfo
        case other
        case pack
        case done
    }

    private struct State {
        var parser = PacketParser()
        var section = Section.start
        var shallow: [ObjectID] = []
        var size = 0
        var failure: GitError?
    }

    private let path: String
    private let descriptor: Int32
    private let limit: Int
    private let shallowLimit: Int
    private let state = Mutex(State())

    /// Makes a new file at `path` for a pack of at most `limit` bytes.
    init(path: String, limit: Int, shallowLimit: Int = 10_000) throws(GitError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw GitError(.inputOutput, operation: "open", message: "the file for the pack cannot be made")
        }
        self.path = path
        self.limit = limit
        self.shallowLimit = shallowLimit
    }

    deinit { close(descriptor) }

    /// What ended the response, if it was its content.
    var failure: GitError? { state.withLock { $0.failure } }

    /// Takes a piece of the response.
    func receive(_ piece: [UInt8]) throws(GitError) {
        try state.withLock { (state) throws(GitError) in
            do throws(GitError) {
                state.parser.append(piece)
                while let packet = try state.parser.next() { try take(packet, &state) }
            } catch {
                state.failure = error
                throw error
            }
        }
    }

    /// The pack, once the response has ended.
    func finish() throws(GitError) -> FetchedPack {
        try state.withLock { (state) throws(GitError) in
            guard state.section == .done, state.parser.isAtBoundary else {
                throw Self.malformed("the response ends before the pack does")
            }
            return FetchedPack(path: path, size: state.size, shallow: state.shallow)
        }
    }

    private func take(_ packet: PacketLine, _ state: inout State) throws(GitError) {
        switch (state.section, packet) {
        case (.done, _): throw Self.malformed("the response goes on after its end")
        case (.pack, .data(let payload)): try demultiplex(payload, &state)
        case (.pack, .flush): state.section = .done
        case (.shallowInfo, .delimiter), (.other, .delimiter): state.section = .start
        case (.start, .data(let line)): state.section = try Self.section(named: line)
        case (.shallowInfo, .data(let line)): try takeShallow(line, &state)
        case (.other, .data(let line)): try Self.check(line)
        default: throw Self.malformed("a packet stands where none may")
        }
    }

    private static func section(named line: [UInt8]) throws(GitError) -> Section {
        try check(line)
        switch String(decoding: line, as: UTF8.self).split(separator: "\n").first {
        case "packfile": return .pack
        case "shallow-info": return .shallowInfo
        case "acknowledgments", "wanted-refs": return .other
        default: throw malformed("the response has an unknown section")
        }
    }

    /// Throws what an `ERR` packet says.
    static func check(_ line: [UInt8]) throws(GitError) {
        guard line.starts(with: "ERR ".utf8) else { return }
        let message = GitError.printable(line.dropFirst(4))
        let isMissing = message.contains("not our ref")
        throw GitError(
            isMissing ? .commitNotFound : .remote,
            operation: "fetch",
            message: isMissing ? "the repository does not have the commit" : "the server says: \(message)"
        )
    }

    private func takeShallow(_ line: [UInt8], _ state: inout State) throws(GitError) {
        try Self.check(line)
        let words = String(decoding: line, as: UTF8.self).split(whereSeparator: { $0 == " " || $0 == "\n" })
        guard words.count == 2, let id = ObjectID(words[1]), words[0] == "shallow" || words[0] == "unshallow" else {
            throw Self.malformed("a line about shallow commits is malformed")
        }
        guard state.shallow.count < shallowLimit else {
            throw Self.malformed("the response names too many shallow commits")
        }
        if words[0] == "shallow" { state.shallow.append(id) }
    }

    private func demultiplex(_ payload: [UInt8], _ state: inout State) throws(GitError) {
        switch payload.first {
        case 1:
            state.size += payload.count - 1
            guard state.size <= limit else {
                throw GitError(.limit, operation: "fetch", message: "the pack has more than \(limit) bytes")
            }
            try write(payload.dropFirst())
        case 2: break
        case 3:
            let message = GitError.printable(payload.dropFirst())
            throw GitError(.remote, operation: "fetch", message: "the server says: \(message)")
        default: throw Self.malformed("a packet belongs to no band")
        }
    }

    private func write(_ bytes: ArraySlice<UInt8>) throws(GitError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw GitError(.inputOutput, operation: "write", message: "the pack cannot be written (errno \(errno))")
            }
            rest = rest.dropFirst(count)
        }
    }

    private static func malformed(_ message: String) -> GitError {
        GitError(.protocolViolation, operation: "fetch", message: "the server broke the protocol: \(message)")
    }
}
