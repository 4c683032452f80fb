package import Builds
import Bytes
import Files
import Glibc
import OpenSSLKit
import Synchronization

/// The event log of a build: `build.log`, and the same lines as events for whoever watches.
///
/// In the file a stage of the pipeline is a line that begins with `# `, and a line of the build's own output begins
/// with two spaces: no output can pass for a stage. The file is closed when the artifacts are collected; its digest is
/// in the provenance and in the binding.
package final class BuildLog: Sendable {
    private struct State: ~Copyable {
        let file: FileDescriptor
        var digest: StreamingDigest
        var lines = OutputLines()
        var failure: FileError?

        mutating func write(_ prefix: String, _ message: String) {
            let line = Array("\(prefix)\(message)\n".utf8)
            digest.update(line)
            do { try file.write(line) } catch { failure = failure ?? error }
        }

        consuming func hexadecimalDigest() -> String { digest.finalize().hexadecimal }
    }

    private let state: Mutex<State?>
    private let onEvent: @Sendable (BuildEvent) -> Void

    /// Makes the file at `path`, which must not exist.
    package init(path: String, onEvent: @escaping @Sendable (BuildEvent) -> Void) throws {
        let file = try FileDescriptor(path: path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o644)
        state = Mutex(State(file: file, digest: StreamingDigest(.sha256)))
        self.onEvent = onEvent
    }

    /// Notes a stage of the pipeline.
    package func info(_ message: String) {
        let message = message.withoutControlCharacters
        state.withLock { $0?.write("# ", message) }
        onEvent(BuildEvent(.info, message))
    }

    /// Notes output of the build, cut into lines.
    package func output(_ bytes: [UInt8]) {
        emit { $0.append(bytes) }
    }

    /// Ends a line of output that has no line feed.
    package func endOutput() {
        emit { $0.finish() }
    }

    /// Closes the file and returns its SHA-256 as lower-case hexadecimal; what comes later is an event only.
    package func close() throws -> String {
        endOutput()
        let digest = try state.withLock { state -> String? in
            guard let last = state.take() else { return nil }
            if let failure = last.failure { throw failure }
            try last.file.sync()
            return last.hexadecimalDigest()
        }
        guard let digest else { throw BuildFailure(.internalError, "the log was closed twice") }
        return digest
    }

    private func emit(_ cut: (inout OutputLines) -> [String]) {
        let lines = state.withLock { state -> [String] in
            guard var current = state.take() else { return [] }
            let lines = cut(&current.lines)
            for line in lines { current.write("  ", line) }
            state = .some(current)
            return lines
        }
        for line in lines { onEvent(BuildEvent(.log, line)) }
    }
}
