import Synchronization

/// Reads the response to `ls-refs`.
final class ReferenceList: Sendable {
    private struct State {
        var parser = PacketParser()
        var references: [RemoteReference] = []
        var isComplete = false
        var failure: GitError?
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

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

    /// The refs, once the response has ended.
    func finish() throws(GitError) -> [RemoteReference] {
        try state.withLock { (state) throws(GitError) in
            guard state.isComplete, state.parser.isAtBoundary else {
                throw Self.malformed("the list of refs is cut off")
            }
            return state.references
        }
    }

    private func take(_ packet: PacketLine, _ state: inout State) throws(GitError) {
        guard !state.isComplete else { throw Self.malformed("the list of refs goes on after its end") }
        switch packet {
        case .flush: state.isComplete = true
        case .data(var line):
            try PackReceiver.check(line)
            if line.last == 0x0A { line.removeLast() }
            guard let reference = RemoteReference(line: line) else { throw Self.malformed("a ref's line is malformed") }
            guard state.references.count < limit else {
                throw GitError(.limit, operation: "ls-refs", message: "the repository has more than \(limit) refs")
            }
            state.references.append(reference)
        case .delimiter, .responseEnd: throw Self.malformed("a packet stands where none may")
        }
    }

    private static func malformed(_ message: String) -> GitError {
        GitError(.protocolViolation, operation: "ls-refs", message: "the server broke the protocol: \(message)")
    }
}
