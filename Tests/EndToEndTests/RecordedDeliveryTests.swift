import Bytes
import Foundation
import OpenSSLKit
import StrictJSON
import TestSupport
import Testing

/// Deliveries recorded from a real Gitea, and GitHub's example payloads, in `../shared/webhooks` beside the package.
private enum RecordedDeliveries {
    static let folder = SharedFolder.webhooks.url

    static var areAvailable: Bool { SharedFolder.webhooks.isPresent }
}

/// What a receiver answers to real deliveries.
@Suite(
    .scratchDirectory,
    .timeLimit(.minutes(10)),
    .enabled(if: RecordedDeliveries.areAvailable, "needs ../shared/webhooks")
)
struct RecordedDeliveryTests {
    /// A receiver that builds nothing, since the deliveries' repositories are nowhere.
    private func run(_ kind: String, secret: String, _ body: (AssayServer) async throws -> Void) async throws {
        let file = try ServerFile.secret(secret, "webhook-secret")
        let forge = """
              hub:
                kind: \(kind)
                url: http://127.0.0.1:9
                webhook_secrets: [{ file: \(file) }]
                repositories: ["owner/*", "Codertocat/*", "Octocoders/*"]
                refs: ["refs/tags/*", "refs/heads/*"]
            """
        try await AssayServer.run(ServerFile(forges: [forge], more: "workers: 0"), body)
    }

    private func gitea(_ name: String, _ server: AssayServer) async throws -> Reply {
        let head = try String(
            contentsOf: RecordedDeliveries.folder.appendingPathComponent("gitea/\(name).headers"),
            encoding: .utf8
        )
        var headers: [String: String] = [:]
        for line in head.split(whereSeparator: \.isNewline) {
            let name = line.prefix { $0 != ":" }
            let value = line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
            let isOurs = !["host", "content-length", "accept-encoding", "expect"].contains(name.lowercased())
            if isOurs, line.contains(":") { headers[String(name)] = value }
        }
        let body = try Data(contentsOf: RecordedDeliveries.folder.appendingPathComponent("gitea/\(name).body"))
        return try await server.request("/webhooks/hub", method: "POST", headers: headers, body: Array(body))
    }

    @Test func `a real Gitea's deliveries are queued once, known, idle or refused`() async throws {
        try await run("gitea", secret: "s3cr3t") { server in
            var builds: [String: String] = [:]
            for (name, status, word) in [
                ("push-branch", 202, "queued"), ("push-branch", 202, "known"), ("push-branch-form", 202, "known"),
                ("push-new-branch", 202, "queued"), ("push-tag-lightweight", 202, "queued"),
                ("push-tag-lightweight-form", 202, "known"), ("create-tag-lightweight", 202, "known"),
                ("create-tag-lightweight-repeat", 202, "known"), ("create-tag-annotated", 202, "queued"),
                ("push-tag-deleted", 200, "nothing"), ("delete-tag", 200, "nothing"),
            ] {
                let reply = try await gitea(name, server)
                #expect(reply.status == status, "\(name): \(reply.text)")
                #expect(reply["status"] == word, "\(name): \(reply.text)")
                builds[name] = reply["build_id"]
            }
            #expect(builds["push-branch"] == builds["push-branch-form"])
            #expect(builds["push-tag-lightweight"] == builds["create-tag-lightweight"])
            for name in [
                "push-branch-no-secret", "push-tag-no-secret", "push-tag-no-secret-repeat-a",
                "push-tag-no-secret-repeat-b",
            ] {
                #expect(try await gitea(name, server).status == 401, "\(name)")
            }
            let queued = try await server.builds()
            #expect(queued.count == 4)
        }
    }

    @Test func `GitHub's example payloads are queued or idle`() async throws {
        try await run("github", secret: "it's a secret") { server in
            for (name, status) in [
                ("push-with-new-branch", 202), ("push-1", 200), ("push-with-installation", 200),
                ("push-with-organization", 200), ("create-payload", 200), ("create-with-installation", 200),
                ("delete-payload", 200), ("ping-payload", 200), ("ping-with-organization", 200),
                ("release-created", 200), ("release-published", 200),
            ] {
                let body = Array(
                    try Data(contentsOf: RecordedDeliveries.folder.appendingPathComponent("github/\(name).json"))
                )
                for secret in ["it's a secret", "another"] {
                    let signature = HMAC.sha256(key: Array(secret.utf8), message: body).hexadecimal
                    let reply = try await server.request(
                        "/webhooks/hub",
                        method: "POST",
                        headers: [
                            "Content-Type": "application/json", "X-GitHub-Event": String(name.prefix { $0 != "-" }),
                            "X-GitHub-Delivery": UUID().uuidString, "X-Hub-Signature-256": "sha256=\(signature)",
                        ],
                        body: body
                    )
                    #expect(reply.status == (secret == "another" ? 401 : status), "\(name): \(reply.text)")
                }
            }
        }
    }
}
