import Foundation
import Synchronization

/// A forge on loopback that behaves as GitHub's and Gitea's APIs do where it hurts, and keeps everything in memory.
///
/// It holds one repository. Contents of assets lie on a second host, to which no token may ever come. It can be told to
/// fail: before the work, after it (a lost reply), with a rate limit, or leaving an unfinished asset behind.
package final class FakeForge: Sendable {
    /// Whose API it speaks.
    package enum Kind: Sendable, CaseIterable {
        case github
        case gitea
    }

    /// The steps that can be made to fail.
    package enum Operation: Sendable, Hashable {
        case repository, tag, listReleases, createRelease, updateRelease, listAssets, upload, deleteAsset, contents
        case status, createHook, listHooks, deleteHook
    }

    /// How a step fails.
    package enum Failure: Sendable {
        /// This status instead of doing the work.
        case status(Int, headers: [String: String] = [:], message: String = "scripted failure")
        /// 502, and an empty asset in state `starter` stays behind (GitHub's uploads).
        case badGatewayLeavingStarter
        /// The connection ends without the work being done.
        case connectionLost
        /// The work is done, then the connection ends without a reply.
        case replyLost
        /// The work is done, then 502 is answered.
        case badGatewayAfterWork
    }

    /// The account and name of the repository.
    package static let repository = "owner/demo"
    /// The only token that may write.
    package static let token = "fake-forge-token-0123456789"

    /// Whose API it speaks.
    package let kind: Kind
    let state = Mutex(FakeForgeState())
    let sha256: @Sendable ([UInt8]) -> String
    private let servers = Mutex<[LoopbackServer]>([])

    /// Starts a forge; `sha256` makes the lower-case hexadecimal digest of an asset.
    package init(_ kind: Kind, sha256: @escaping @Sendable ([UInt8]) -> String) throws {
        self.kind = kind
        self.sha256 = sha256
        let api = try LoopbackServer { [weak self] request in
            self?.answer(request) ?? .closeWithoutReply
        }
        let contents = try LoopbackServer { [weak self] request in
            self?.answerContents(request) ?? .closeWithoutReply
        }
        servers.withLock { $0 = [api, contents] }
    }

    /// The forge's base URL.
    package var url: String { servers.withLock { $0[0].url } }
    /// The base URL of the API: `/api/v3` as GitHub Enterprise Server has it, or Gitea's `/api/v1`.
    package var api: String { url + (kind == .github ? "/api/v3" : "/api/v1") }
    /// The base URL of the host on which assets' contents lie.
    package var contentsURL: String { servers.withLock { $0[1].url } }

    /// Closes the ports.
    package func stop() { servers.withLock { $0.forEach { $0.stop() } } }
    deinit { stop() }

    // MARK: Script

    /// Makes a step fail `times` times after it has gone well `skip` times.
    package func fail(_ operation: Operation, times: Int = 1, after skip: Int = 0, with failure: Failure) {
        state.withLock { $0.scripts.append(.init(operation: operation, skip: skip, times: times, failure: failure)) }
    }

    /// Makes the request with this number fail, whatever it is; the first request has number 0.
    package func failRequest(_ number: Int, with failure: Failure) {
        state.withLock { $0.failingRequests[number] = failure }
    }

    /// Runs `action` just before each request to a step.
    package func before(_ operation: Operation, _ action: @escaping @Sendable (FakeForge) -> Void) {
        state.withLock { $0.actions[operation] = action }
    }

    /// Changes what the forge holds or how it behaves.
    package func change(_ change: (inout FakeForgeState) -> Void) { state.withLock { change(&$0) } }

    /// What the forge holds.
    package var holdings: FakeForgeState { state.withLock { $0 } }
    /// The requests so far.
    package var requests: [FakeForgeRequest] { state.withLock { $0.requests } }
}

extension FakeForge {
    /// The digest of bytes as this forge makes it.
    package func sha256(of bytes: [UInt8]) -> String { sha256(bytes) }
}

extension FakeForge.Failure {
    /// The ways in which a client can be interrupted at a request.
    package static func crashes(during request: FakeForgeRequest) -> [FakeForge.Failure] {
        let isUpload = request.target.hasPrefix("/api/uploads/")
        let isRead = request.method == "GET"
        return [.connectionLost] + (isRead ? [] : [.replyLost]) + (isUpload ? [.badGatewayLeavingStarter] : [])
    }
}
