import Foundation
import Processes
import Synchronization

/// A program that runs beside a test: its output comes line by line.
final class LongRun: Sendable {
    /// What a thread of its own notes about the program.
    private final class Progress: Sendable {
        struct State {
            var start: Result<Int32, any Error>?
            var lines: [String] = []
            var hasEnded = false
        }

        let state = Mutex(State())
        let waiters = Waiters()
        let started = DispatchSemaphore(value: 0)
        let exited = DispatchSemaphore(value: 0)

        func change(_ change: @Sendable (inout State) -> Void) {
            state.withLock { change(&$0) }
            waiters.wake()
        }
    }

    /// The process.
    let pid: Int32
    private let progress = Progress()

    /// Starts a program; its standard output and error are read together.
    init(_ path: String, _ arguments: [String], environment: [String: String]) throws {
        // A group of its own would outlive a test run that is interrupted at a terminal.
        let command = Command(path, arguments, environment: environment, grouping: .own)
        Thread.detachNewThread { [progress] in
            do {
                try Self.run(command, progress)
            } catch {
                progress.change { $0.start = $0.start ?? .failure(error) }
            }
            progress.change { $0.hasEnded = true }
            progress.started.signal()
            progress.exited.signal()
        }
        progress.started.wait()
        pid = try progress.state.withLock { try $0.start?.get() ?? 0 }
    }

    private static func run(_ command: Command, _ progress: Progress) throws {
        var pipe = try Processes.Pipe()
        var command = command
        command.descriptors = [1: pipe.writeNumber, 2: pipe.writeNumber]
        var child = try ChildProcess(command)
        pipe.closeWriting()
        let pid = child.identifier
        progress.change { $0.start = .success(pid) }
        progress.started.signal()
        var pending: [UInt8] = []
        while let bytes = try pipe.read(65536), !bytes.isEmpty {
            pending += bytes
            while let end = pending.firstIndex(of: 0x0A) {
                let line = String(decoding: pending[..<end], as: UTF8.self)
                pending.removeSubrange(...end)
                progress.change { $0.lines.append(line) }
            }
        }
        _ = try child.wait()
    }

    /// The lines so far.
    var lines: [String] { progress.state.withLock { $0.lines } }
    /// The lines so far, as one text.
    var text: String { lines.joined(separator: "\n") }

    /// Waits for a line for which `find` returns something; `nil` once the output has ended without one.
    func first<Value>(_ find: (String) -> Value?) async -> Value? {
        var seen = 0
        while !Task.isCancelled {
            let (new, hasEnded) = progress.state.withLock { ($0.lines[seen...], $0.hasEnded) }
            for line in new { if let value = find(line) { return value } }
            seen += new.count
            if hasEnded, new.isEmpty { return nil }
            await progress.waiters.wait { [progress, seen] in
                progress.state.withLock { $0.lines.count > seen || $0.hasEnded }
            }
        }
        return nil
    }

    /// Asks the process to stop, and makes it if it does not within `seconds`; whether it went by itself.
    @discardableResult
    func stop(within seconds: Int = 5) async throws -> Bool {
        kill(pid, SIGTERM)
        return try await blocking { [self] in
            let isGone = progress.exited.wait(timeout: .now() + .seconds(seconds)) == .success
            if !isGone {
                kill(pid, SIGKILL)
                progress.exited.wait()
            }
            progress.exited.signal()
            return isGone
        }
    }

    /// Ends the process at once, and waits until it is gone.
    func crash() async throws {
        kill(pid, SIGKILL)
        try await blocking { [progress] in
            progress.exited.wait()
            progress.exited.signal()
        }
    }
}
