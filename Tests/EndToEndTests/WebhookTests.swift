import Foundation
import StrictJSON
import TestSupport
import Testing

/// From a push to a release, with a forge's API, real git over HTTP and a real sandbox.
@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct WebhookTests {
    private static let assets: Set = [
        "tool.txt", "SHA256SUMS", "provenance.intoto.jsonl", "evidence.json", "build.log",
    ]

    @Test(arguments: FakeForge.Kind.allCases, [true, false])
    func `a pushed tag becomes a release`(kind: FakeForge.Kind, isAnnotated: Bool) async throws {
        let gate = Gate()
        let site = try ForgeSite(kind, files: Project.files()) { request in
            if request.method == "POST" { gate.pass() }
            return nil
        }
        let tag = try site.tag("v1.0.0", message: isAnnotated ? "the first" : nil)
        try await AssayServer.run(site.configuration()) { server in
            let reply = try await server.deliver(Push(kind: kind, ref: "refs/tags/v1.0.0", object: tag.object))
            #expect(reply.status == 202)
            let id = try #require(reply["build_id"])
            _ = try await site.statuses(of: tag.commit, until: "pending")
            gate.open()
            let build = try await server.outcome(of: id)
            #expect(build["status"]?.string == "success", "\(build)")
            #expect(build["commit"]?.string == tag.commit)
            #expect(build["ref"]?.string == "refs/tags/v1.0.0")

            let release = try #require(site.forge.holdings.releases.first)
            #expect(site.forge.holdings.releases.count == 1)
            #expect(!release.isDraft)
            #expect(release.publications == 1)
            #expect(release.tag == "v1.0.0")
            #expect(release.target == tag.commit)
            #expect(Set(release.assets.map(\.name)) == Self.assets)
            #expect(release.assets.count == Self.assets.count)
            #expect(build["release_url"]?.string?.hasSuffix("/releases/tag/v1.0.0") == true)

            let statuses = try await site.statuses(of: tag.commit, until: "success")
            #expect(statuses.dropLast().allSatisfy { $0.state == "pending" })
            #expect(statuses.allSatisfy { $0.link == "http://127.0.0.1:1/builds/\(id)" })
            expectOrder(site)
            try await expectVerified(release, site, tag)
        }
    }

    /// First a draft, then all assets, then their digests, then the tag once more, then published.
    private func expectOrder(_ site: ForgeSite) {
        let steps = site.forge.requests.compactMap { request -> String? in
            switch (request.method, request.target) {
            case ("POST", let target) where target.hasSuffix("/releases"): "draft"
            case ("POST", let target) where target.contains("/assets?"): "asset"
            case ("PATCH", _):
                String(decoding: request.body, as: UTF8.self).contains("\"draft\":false") ? "publish" : nil
            case ("GET", let target) where target.contains("/tags/v1.0.0") && !target.contains("/releases/"): "tag"
            case ("GET", let target) where target.contains("/assets") || target.contains("/attachments/"): "read"
            default: nil
            }
        }
        #expect(steps.count { $0 == "draft" } == 1)
        #expect(steps.count { $0 == "asset" } == Self.assets.count)
        let order = [
            steps.firstIndex(of: "draft"), steps.firstIndex(of: "asset"), steps.lastIndex(of: "asset"),
            steps.lastIndex(of: "read"), steps.lastIndex(of: "tag"), steps.firstIndex(of: "publish"),
        ]
        let found = order.compactMap(\.self)
        #expect(found.count == order.count && found == found.sorted(), "\(steps)")
        #expect(steps.last == "publish")
    }

    private func expectVerified(_ release: FakeForgeState.Release, _ site: ForgeSite, _ tag: FakeForgeState.Tag)
        async throws
    {
        let folder = ScratchDirectory.current.path("release")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for asset in release.assets {
            try Data(asset.contents).write(to: URL(fileURLWithPath: folder + "/" + asset.name))
        }
        let run = try await AssayProgram.run([
            "verify", folder, "--allow-simulated", "--any-builder", "--source", site.source, "--ref", "v1.0.0",
            "--commit", tag.commit,
        ])
        #expect(run.status == 0, "\(run.text)\(run.errors)")
    }

    @Test func `a pushed branch is built at exactly that commit and publishes nothing`() async throws {
        let site = try ForgeSite(.github)
        let pushed = try site.repository.git("rev-parse", "HEAD")
        let later = try site.repository.commit(["later.txt": "later\n"])
        try await AssayServer.run(site.configuration()) { server in
            let (id, build) = try await server.build(Push(kind: .github, ref: "refs/heads/main", object: pushed))
            #expect(build["status"]?.string == "success", "\(build)")
            #expect(build["commit"]?.string == pushed)
            let provenance = try await server.request("/builds/\(id)/provenance").text
            #expect(provenance.contains(pushed))
            #expect(!provenance.contains(later))
            #expect(provenance.contains("refs/heads/main"))
            let statuses = try await site.statuses(of: pushed, until: "success")
            #expect(Set(statuses.map(\.state)).isSubset(of: ["pending", "success"]))
            #expect(site.forge.holdings.releases.isEmpty)
            #expect(!site.forge.requests.contains { $0.target.contains("/releases") })

            let other = try await server.deliver(Push(kind: .github, ref: "refs/heads/other", object: later))
            #expect(other.status == 200)
        }
    }

    @Test func `copies of an event are known, whatever they are called`() async throws {
        let site = try ForgeSite(.gitea)
        let tag = try site.tag("v1.0.0")
        try await AssayServer.run(site.configuration()) { server in
            let push = Push(kind: .gitea, ref: "refs/tags/v1.0.0", object: tag.object)
            let (id, build) = try await server.build(push)
            #expect(build["status"]?.string == "success", "\(build)")
            var renamed = push
            renamed.deliveryID = UUID().uuidString
            var created = push
            created.event = "create"
            created.deliveryID = UUID().uuidString
            for copy in [push, renamed, created] {
                let reply = try await server.deliver(copy)
                #expect(reply.status == 202)
                #expect(reply["status"] == "known")
                #expect(reply["build_id"] == id)
            }
            #expect(try await server.builds().count == 1)
            #expect(site.forge.holdings.releases.map(\.publications) == [1])
        }
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `deletions and pings are nothing to do`(kind: FakeForge.Kind) async throws {
        let site = try ForgeSite(kind)
        try await AssayServer.run(site.configuration()) { server in
            let zero = String(repeating: "0", count: 40)
            var deletion = Push(kind: kind, ref: "refs/tags/v1.0.0", object: zero)
            #expect(try await server.deliver(deletion).status == 200)
            deletion.event = "ping"
            #expect(try await server.deliver(deletion).status == 200)
            let builds = try await server.builds()
            #expect(builds.isEmpty)
        }
    }

    @Test func `the redelivery of an event whose build failed tries again`() async throws {
        let site = try ForgeSite(.github, files: Project.files("exit 1"))
        let commit = try site.repository.git("rev-parse", "HEAD")
        try await AssayServer.run(site.configuration()) { server in
            let push = Push(kind: .github, ref: "refs/heads/main", object: commit)
            let (id, build) = try await server.build(push)
            #expect(build["status"]?.string == "failed")
            #expect(build["error_type"]?.string == "BuildWorkflowError")
            _ = try await site.statuses(of: commit, until: "failure")
            let (again, retry) = try await server.build(push)
            #expect(again != id)
            #expect(retry["retry_of"]?.string == id)
            #expect(retry["status"]?.string == "failed")
        }
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `a delivery that is not signed for its repository starts nothing`(kind: FakeForge.Kind) async throws {
        let site = try ForgeSite(kind)
        let other = try ServerFile.secret("the other forge's secret", "other-secret")
        var file = try site.configuration()
        file.forges.append(
            """
              other:
                kind: \(kind == .github ? "github" : "gitea")
                url: \(site.git.url)
                api: \(site.forge.api)
                webhook_secrets: [{ file: \(other) }]
                repositories: ["elsewhere/*"]
            """
        )
        let commit = try site.repository.git("rev-parse", "HEAD")
        let push = Push(kind: kind, ref: "refs/heads/main", object: commit)
        try await AssayServer.run(file) { server in
            var wrong = push
            wrong.secret = "wrong"
            #expect(try await server.deliver(wrong).status == 401)
            var empty = push
            empty.secret = ""
            #expect(try await server.deliver(empty).status == 401)
            var foreign = push
            foreign.secret = "the other forge's secret"
            #expect(try await server.deliver(foreign).status == 401)
            #expect(try await server.deliver(foreign, to: "other").status == 401)
            var outOfScope = push
            outOfScope.repository = "elsewhere/demo"
            #expect(try await server.deliver(outOfScope).status == 401)
            #expect(try await server.deliver(push, to: "nobody").status == 404)
            let unsigned = push.headers.filter { !$0.key.contains("Signature") }
            let reply = try await server.request("/webhooks/hub", method: "POST", headers: unsigned, body: push.body)
            #expect(reply.status == 401)
            #expect(!reply.text.contains(ForgeSite.secret))
            let changed = try await server.request(
                "/webhooks/hub",
                method: "POST",
                headers: push.headers,
                body: push.body + [0x20]
            )
            #expect(changed.status == 401)
            let malformed = Array("{\"ref\":".utf8)
            #expect(try await server.deliver(raw: malformed, like: push).status == 400)
            let builds = try await server.builds()
            #expect(builds.isEmpty)
            #expect(site.git.requests.isEmpty)
        }
    }
}
