import Bytes
import Glibc
import OpenSSLKit
import Synchronization

/// Takes contents piece by piece: hashes them and, where a path is given, writes them to a new file.
final class ContentSink: Sendable {
    private struct State: ~Copyable {
        var digest: StreamingDigest? = StreamingDigest(.sha256)
        var size = 0
        var descriptor: Int32
    }

    private let state: Mutex<State>

    /// Hashes only.
    init() { state = Mutex(State(descriptor: -1)) }

    /// Hashes and writes to a new file at `path`.
    init(path: String) throws(ForgeError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw ForgeError(.fileSystem, "download", "the file to download to cannot be made")
        }
        state = Mutex(State(descriptor: descriptor))
    }

    deinit {
        let descriptor = state.withLock { $0.descriptor }
        if descriptor >= 0 { close(descriptor) }
    }

    /// Takes a piece.
    func receive(_ piece: [UInt8]) throws {
        try state.withLock { state in
            state.digest?.update(piece)
            state.size += piece.count
            if state.descriptor >= 0 { try Self.write(piece, to: state.descriptor) }
        }
    }

    /// What came in all; call it once, at the end.
    func finish() -> ContentDigest {
        state.withLock { state in
            let digest = state.digest.take()
            return ContentDigest(size: state.size, sha256: digest?.finalize().hexadecimal ?? "")
        }
    }

    private static func write(_ piece: [UInt8], to descriptor: Int32) throws(ForgeError) {
        var written = 0
        while written < piece.count {
            let count = piece[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw ForgeError(.fileSystem, "download", "the file cannot be written") }
            written += count
        }
    }
}
