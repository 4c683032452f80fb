import Foundation
import StrictJSON
import TestSupport
import Testing

/// A server that is killed in the middle of things.
@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct CrashTests {
    @Test func `a build whose server was killed is taken up by the next, and published once`() async throws {
        let gate = Gate()
        let site = try ForgeSite(.github) { _ in
            gate.pass()
            return nil
        }
        let tag = try site.tag("v1.0.0")
        let configuration = try site.configuration()
        let first = try await AssayServer.start(configuration)
        let reply = try await first.deliver(Push(kind: .github, ref: "refs/tags/v1.0.0", object: tag.object))
        let id = try #require(reply["build_id"])
        await gate.arrival()
        let pipeline = try #require(
            try ProcessView.all().first {
                try $0.parent() == first.process.pid && $0.arguments().contains("pipeline")
            }
        )
        try await first.process.crash()
        // The pipeline does not outlive whoever started it.
        _ = try await eventually("the pipeline is gone") { try pipeline.arguments().isEmpty ? true : nil }
        gate.open()
        try await AssayServer.run(configuration) { second in
            let build = try await second.outcome(of: id)
            #expect(build["status"]?.string == "success", "\(build)")
            #expect(build["attempt"]?.integer == 2)
            #expect(site.forge.holdings.releases.map(\.publications) == [1])
            let stream = try await second.events(of: id)
            #expect(stream.events.compactMap(\.id) == Array(0..<stream.events.count))
            #expect(stream.events.contains { $0.message == "Attempt 2" })
            let work = ScratchDirectory.current.path("data/work")
            let left = try FileManager.default.contentsOfDirectory(atPath: work)
            #expect(left.isEmpty, "\(left)")
        }
    }

    @Test func `a delivery that was acknowledged survives the power going off`() async throws {
        let site = try ForgeSite(.gitea)
        let commit = try site.repository.git("rev-parse", "HEAD")
        var configuration = try site.configuration()
        configuration.more = "workers: 0"
        let receiver = try await AssayServer.start(configuration)
        let reply = try await receiver.deliver(Push(kind: .gitea, ref: "refs/heads/main", object: commit))
        #expect(reply.status == 202)
        try await receiver.process.crash()
        let id = try #require(reply["build_id"])
        configuration.more = ""
        try await AssayServer.run(configuration) { server in
            let build = try await server.outcome(of: id)
            #expect(build["status"]?.string == "success", "\(build)")
        }
    }

    @Test func `a server that is asked to stop does so at once when nothing runs`() async throws {
        let server = try await AssayServer.start(ServerFile())
        #expect(try await server.request("/health").text == "ok")
        #expect(try await server.request("/readyz").status == 200)
        let isGone = try await server.process.stop(within: 20)
        #expect(isGone)
    }
}
