import Foundation
import Synchronization
import TestSupport

/// A program that runs beside a test: its output comes line by line.
final class LongRun: Sendable {
    private struct State {
        var lines: [String] = []
        var hasEnded = false
    }

    /// The process.
    let pid: Int32
    private let state = Mutex(State())
    private let waiters = Waiters()
    private let exited = DispatchSemaphore(value: 0)

    /// Starts a program; its standard output and error are read together.
    init(_ path: String, _ arguments: [String], environment: [String: String]) throws {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = pipe
        process.terminationHandler = { [exited] _ in exited.signal() }
        try process.run()
        pid = process.processIdentifier
        let handle = pipe.fileHandleForReading
        Thread.detachNewThread { [weak self] in
            var pending: [UInt8] = []
            while true {
                // Not read(upToCount:), which waits until there are that many.
                let bytes = handle.availableData
                guard !bytes.isEmpty else { break }
                pending += bytes
                while let end = pending.firstIndex(of: 0x0A) {
                    self?.add(String(decoding: pending[..<end], as: UTF8.self))
                    pending.removeSubrange(...end)
                }
            }
            self?.markEnd()
            // The handle closes its descriptor when it goes, and the process must be known until it has ended.
            withExtendedLifetime((handle, process)) {}
        }
    }

    /// The lines so far.
    var lines: [String] { state.withLock { $0.lines } }
    /// The lines so far, as one text.
    var text: String { lines.joined(separator: "\n") }

    /// Waits for a line for which `find` returns something; `nil` once the output has ended without one.
    func first<Value>(_ find: (String) -> Value?) async -> Value? {
        var seen = 0
        while !Task.isCancelled {
            let (new, hasEnded) = state.withLock { ($0.lines[seen...], $0.hasEnded) }
            for line in new { if let value = find(line) { return value } }
            seen += new.count
            if hasEnded, new.isEmpty { return nil }
            await waiters.wait { [seen] in state.withLock { $0.lines.count > seen || $0.hasEnded } }
        }
        return nil
    }

    /// Waits until the output has ended.
    func end() async { _ = await first { _ -> Void? in nil } }

    /// Asks the process to stop, and makes it if it does not within `seconds`; whether it went by itself.
    @discardableResult
    func stop(within seconds: Int = 5) async throws -> Bool {
        kill(pid, SIGTERM)
        return try await blocking { [self] in
            if exited.wait(timeout: .now() + .seconds(seconds)) == .success {
                exited.signal()
                return true
            }
            kill(pid, SIGKILL)
            exited.wait()
            exited.signal()
            return false
        }
    }

    /// Ends the process at once, and waits until it is gone.
    func crash() async throws {
        kill(pid, SIGKILL)
        try await blocking { [self] in
            exited.wait()
            exited.signal()
        }
    }

    private func add(_ line: String) {
        state.withLock { $0.lines.append(line) }
        waiters.wake()
    }

    private func markEnd() {
        state.withLock { $0.hasEnded = true }
        waiters.wake()
    }
}
