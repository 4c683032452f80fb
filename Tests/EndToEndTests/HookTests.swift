import TestSupport
import Testing

/// `assay hook` and `assay token`: what they make works, and ends when it is removed.
@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct HookTests {
    @Test func `a hook is registered, accepts its repository alone, and ends when it is removed`() async throws {
        let site = try ForgeSite(.gitea)
        let tag = try site.tag("v1.0.0")
        try await AssayServer.run(site.configuration()) { server in
            let file = ScratchDirectory.current.path("assay.yaml")
            let added = try await AssayProgram.run(
                ["hook", "add", "--forge", ForgeSite.name, "--repository", "owner/demo", "--config", file]
            )
            #expect(added.status == 0, "\(added.errors)")
            let hook = try #require(site.forge.holdings.hooks.first)
            #expect(!added.text.contains(hook.secret))
            let route = "\(ForgeSite.name)/" + (hook.url.split(separator: "/").last ?? "")
            var push = Push(kind: .gitea, ref: "refs/tags/v1.0.0", object: tag.object)
            push.secret = hook.secret
            let accepted = try await server.deliver(push, to: route)
            #expect(accepted.status == 202)
            var foreign = push
            foreign.repository = "owner/other"
            let refused = try await server.deliver(foreign, to: route)
            #expect(refused.status == 401)

            let removed = try await AssayProgram.run(
                ["hook", "remove", "--forge", ForgeSite.name, "--repository", "owner/demo", "--config", file]
            )
            #expect(removed.status == 0, "\(removed.errors)")
            #expect(site.forge.holdings.hooks.isEmpty)
            let gone = try await server.deliver(push, to: route)
            #expect(gone.status == 404)
        }
    }
}
