package import GitKit
import Processes
import Synchronization

extension GitTransport {
    /// A repository on this machine, asked through `git upload-pack`, which git documents as safe to run on a
    /// repository that one does not trust (git(1), SECURITY); `path` is absolute.
    package static func local(_ path: String) -> GitTransport {
        GitTransport(
            advertise: { () async throws(GitError) in
                let output = Mutex<[UInt8]>([])
                try await run(["--http-backend-info-refs", path], input: [], limit: 65536) { piece in
                    output.withLock { $0 += piece }
                }
                return output.withLock { $0 }
            },
            command: { (request, limit, receive) async throws(GitError) in
                try await run(["--stateless-rpc", path], input: request, limit: limit, receive: receive)
            }
        )
    }

    /// How long a repository on disk may take to answer.
    private static let deadline = Duration.seconds(600)

    private static func run(
        _ arguments: [String],
        input: [UInt8],
        limit: Int,
        receive: @escaping Receiver
    ) async throws(GitError) {
        let command = Command(
            "/usr/bin/git",
            ["upload-pack"] + arguments,
            environment: [
                "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "GIT_PROTOCOL": "version=2",
                "GIT_NO_REPLACE_OBJECTS": "1", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
            ]
        )
        let exchange = Exchange(limit: limit, receive: receive)
        let termination: Termination
        do throws(ProcessError) {
            termination = try await command.stream(input: input, deadline: deadline) { stream, bytes in
                if stream == .standardOutput { exchange.receive(bytes) } else { exchange.complain(bytes) }
            }
        } catch {
            throw .local("git upload-pack could not be run: \(error.message)")
        }
        try exchange.finish(termination)
    }
}

/// What comes back from one call of `git upload-pack`.
private final class Exchange: Sendable {
    private struct State {
        var size = 0
        var failure: (any Error)?
        var complaint: [UInt8] = []
    }

    private let limit: Int
    private let handOn: GitTransport.Receiver
    private let state = Mutex(State())

    init(limit: Int, receive: @escaping GitTransport.Receiver) {
        self.limit = limit
        handOn = receive
    }

    func receive(_ bytes: [UInt8]) {
        let isWanted = state.withLock { state in
            state.size += bytes.count
            if state.size > limit, state.failure == nil { state.failure = GitError.local("the answer is too large") }
            return state.failure == nil
        }
        guard isWanted else { return }
        do { try handOn(bytes) } catch { state.withLock { $0.failure = error } }
    }

    func complain(_ bytes: [UInt8]) {
        state.withLock { $0.complaint = Array(($0.complaint + bytes).suffix(500)) }
    }

    func finish(_ termination: Termination) throws(GitError) {
        let (failure, complaint) = state.withLock { ($0.failure, $0.complaint) }
        if let failure { throw failure as? GitError ?? .local("the answer could not be kept") }
        guard termination.isSuccess else {
            throw .local("git upload-pack: \(String(decoding: complaint, as: UTF8.self))")
        }
    }
}

extension GitError {
    fileprivate static func local(_ message: String) -> GitError {
        GitError(.transport, operation: "upload-pack", message: message)
    }
}
