import Bytes
import Foundation
import OpenSSLKit
import StrictJSON
import TestSupport

/// A forge on loopback: an API that hurts as the real ones do, and real git over HTTP for `owner/demo`.
final class ForgeSite: Sendable {
    /// The name in the configuration and in the route.
    static let name = "hub"
    /// The secret of the configured webhook.
    static let secret = "webhook-secret-8c1f0e5d7a"

    /// The API.
    let forge: FakeForge
    /// The repositories.
    let git: GitHTTPServer
    /// The work tree whose repository is served.
    let repository: GitFixture

    /// Makes a forge with one commit on `main`.
    init(
        _ kind: FakeForge.Kind,
        files: [String: String] = Project.files(),
        authorization: String? = nil,
        intercept: @escaping GitHTTPServer.Interceptor = { _ in nil }
    ) throws {
        forge = try FakeForge(kind) { DigestAlgorithm.sha256.digest($0).hexadecimal }
        forge.change { $0.servesContentsElsewhere = false }
        repository = try Project.make(files, at: "work")
        let root = ScratchDirectory.current.path("served")
        try FileManager.default.createDirectory(atPath: root + "/owner", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: root + "/\(FakeForge.repository).git",
            withDestinationPath: repository.gitDirectory
        )
        git = try GitHTTPServer(root: root, authorization: authorization, intercept: intercept)
    }

    /// What the provenance calls the repository.
    var source: String { "\(git.url)/\(FakeForge.repository).git" }

    /// The section of `assay.yaml`; `more` is added to the forge.
    func section(_ more: String = "", refs: [String] = ["refs/tags/v*", "refs/heads/main"]) throws -> String {
        let token = try ServerFile.secret(FakeForge.token, "publishing-token")
        let secret = try ServerFile.secret(Self.secret, "webhook-secret")
        let refs = refs.map { "\"\($0)\"" }.joined(separator: ", ")
        return """
              \(Self.name):
                kind: \(forge.kind == .github ? "github" : "gitea")
                url: \(git.url)
                api: \(forge.api)
                token: { file: \(token) }
                webhook_secrets: [{ file: \(secret) }]
                repositories: ["owner/*"]
                refs: [\(refs)]
            \(more)
            """
    }

    /// The configuration of a server for this forge alone.
    func configuration() throws -> ServerFile { ServerFile(forges: [try section()]) }

    /// Makes a tag at the tip and tells the API of it.
    func tag(_ name: String, message: String? = nil) throws -> FakeForgeState.Tag {
        let tag = FakeForgeState.Tag(
            object: try repository.tag(name, message: message),
            commit: try repository.git("rev-parse", "HEAD")
        )
        forge.change { $0.tags[name] = tag }
        return tag
    }

    /// The statuses of a commit once the last of them is `state`.
    func statuses(of commit: String, until state: String) async throws -> [FakeForgeState.Status] {
        try await eventually("\(commit) is \(state); it is \(forge.holdings.statuses)") {
            let statuses = forge.holdings.statuses.filter { $0.commit == commit }
            return statuses.last?.state == state ? statuses : nil
        }
    }
}

/// A webhook as a forge sends it.
struct Push: Sendable {
    var kind: FakeForge.Kind
    var ref: String
    var object: String
    var event = "push"
    var repository = FakeForge.repository
    var deliveryID = UUID().uuidString.lowercased()
    var secret = ForgeSite.secret

    /// The body.
    var body: [UInt8] {
        let zero = String(repeating: "0", count: 40)
        let isTag = ref.hasPrefix("refs/tags/")
        let name = ref.split(separator: "/").dropFirst(2).joined(separator: "/")
        let change =
            event == "create"
            ? #""ref":"\#(name)","ref_type":"\#(isTag ? "tag" : "branch")","sha":"\#(object)""#
            : #""ref":"\#(ref)","before":"\#(zero)","after":"\#(object)""#
        return Array(
            """
            {\(change),"repository":{"id":7,"name":"demo","full_name":"\(repository)","private":false,
            "clone_url":"http://elsewhere.invalid/owner/demo.git"},"sender":{"login":"someone"},"pusher":{"name":"x"}}
            """.utf8
        )
    }

    /// The header fields.
    var headers: [String: String] { headers(signing: body) }

    /// The header fields for another body.
    func headers(signing body: [UInt8]) -> [String: String] {
        let signature = HMAC.sha256(key: Array(secret.utf8), message: body).hexadecimal
        let prefix = kind == .github ? "X-GitHub" : "X-Gitea"
        var headers = [
            "Content-Type": "application/json", "\(prefix)-Event": event, "\(prefix)-Delivery": deliveryID,
            "X-Hub-Signature-256": "sha256=\(signature)",
        ]
        if kind == .gitea { headers["X-Gitea-Signature"] = signature }
        return headers
    }
}

extension AssayServer {
    /// Delivers a webhook.
    func deliver(_ push: Push, to forge: String = ForgeSite.name) async throws -> Reply {
        try await request("/webhooks/\(forge)", method: "POST", headers: push.headers, body: push.body)
    }

    /// Delivers any bytes, signed and named as `push` is.
    func deliver(raw body: [UInt8], like push: Push, to forge: String = ForgeSite.name) async throws -> Reply {
        try await request("/webhooks/\(forge)", method: "POST", headers: push.headers(signing: body), body: body)
    }

    /// Delivers a webhook that has to start a build, and waits for the build's end.
    func build(_ push: Push) async throws -> (id: String, build: JSONValue) {
        let reply = try await deliver(push)
        guard reply.status == 202, let id = reply["build_id"] else {
            throw NeverHappened(question: "a build; the server answered \(reply.status) \(reply.text)")
        }
        return (id, try await outcome(of: id))
    }
}
