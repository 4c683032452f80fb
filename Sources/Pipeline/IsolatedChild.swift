import Builds
import Bytes
import Files
import Glibc
import Processes
import Sandbox

/// Runs ``IsolatedWork`` in a child and reads what it writes, believing nothing of it.
struct IsolatedChild: Sendable {
    /// The subcommand of this program that does the work.
    static let subcommand = "isolated"
    /// The most memory that the child may use, in bytes.
    static let memoryLimit = 4 << 30
    /// The most that is kept of what the child says on standard error, in bytes.
    private static let complaintLimit = 1000

    /// Who the child runs as.
    let worker: SandboxWorker
    /// The longest that the work may take.
    let timeout: Duration
    /// The most that it may write to disk, in bytes.
    let disk: Int

    /// Runs the work and hands the child's output to `read`, which blocks on a thread of its own.
    func run<Value: Sendable>(
        _ work: IsolatedWork,
        input: String? = nil,
        readOnly: [Sandbox.Bind] = [],
        writable: [Sandbox.Bind] = [],
        read: @escaping @Sendable (consuming FileDescriptor) throws -> Value
    ) async throws -> Value {
        let inputFile = try FileDescriptor(path: input ?? "/dev/null")
        let (readEnd, writeEnd) = try Self.makePipe()
        let complaint = CapturedOutput(limit: Self.complaintLimit)
        var sandbox = try Sandbox.forOwnExecutable(
            arguments: [Self.subcommand] + work.arguments,
            writable: writable,
            readOnly: readOnly,
            input: inputFile.number,
            output: writeEnd,
            worker: worker
        )
        sandbox.limits.timeout = timeout
        sandbox.limits.memory = Self.memoryLimit
        sandbox.limits.disk = disk
        sandbox.limits.processes = 64
        sandbox.limits.log = 1 << 20

        async let value = Self.onThread { try read(FileDescriptor(owning: readEnd)) }
        let result: Result<SandboxResult, SandboxError>
        do throws(SandboxError) {
            result = .success(try await sandbox.run { complaint.append($0) })
        } catch {
            result = .failure(error)
        }
        // The reader sees the end of the stream only when nobody can write to it any more.
        close(writeEnd)
        try Self.check(result.get(), complaint)
        return try await value.get()
    }

    private static func makePipe() throws -> (readEnd: Int32, writeEnd: Int32) {
        var descriptors: [Int32] = [-1, -1]
        guard pipe(&descriptors) == 0 else { throw ProcessError(errno: errno, operation: "pipe") }
        for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        return (descriptors[0], descriptors[1])
    }

    private static func onThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async -> Result<Value, any Error> {
        do throws(ProcessError) {
            return try await onOwnThread { () throws(ProcessError) in Result { try body() } }
        } catch {
            return .failure(error)
        }
    }

    private static func check(_ result: SandboxResult, _ complaint: CapturedOutput) throws {
        switch result.reason {
        case .exited where result.status == 0: return
        case .exited:
            throw BuildFailure(.sourceInvalid, "the source cannot be used: \(complaint.lastLine)")
        case .timeout: throw BuildFailure(.timeout, "reading the source took longer than it may")
        case .cancelled: throw BuildFailure(.cancelled, "the build was cancelled")
        case .logLimit, .diskLimit, .memoryLimit, .processLimit:
            throw BuildFailure(.resourceLimit, "reading the source took more memory or disk than it may")
        }
    }
}

extension CapturedOutput {
    /// What a child said last before it failed, as one line.
    fileprivate var lastLine: String {
        let line = bytes.split(separator: UInt8(ascii: "\n")).last ?? []
        return line.isEmpty ? "no reason was given" : String(decoding: line, as: UTF8.self).withoutControlCharacters
    }
}
