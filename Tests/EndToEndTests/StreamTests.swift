import Bytes
import Foundation
import StrictJSON
import TestSupport
import Testing

/// `POST /build/stream` and what follows from it, with curl as the client.
@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct StreamTests {
    /// A server that may fetch a repository whose build runs `script`.
    private func run(
        _ script: String = "mkdir out && echo hello > out/tool.txt",
        intercept: @escaping GitHTTPServer.Interceptor = { _ in nil },
        _ body: (AssayServer, ForgeSite) async throws -> Void
    ) async throws {
        let site = try ForgeSite(.github, files: Project.files(script), intercept: intercept)
        try await AssayServer.run(ServerFile(allow: [site.git.url + "/*"])) { try await body($0, site) }
    }

    @Test func `the stream has exactly the published shape`() async throws {
        try await run("mkdir out; echo hello > out/tool.txt; echo 'grüße \"x\" \\ '; echo two") { server, site in
            let nonce = "00112233445566778899aabbccddeeff"
            let (reply, stream) = try await server.stream(["repo_url=\(site.source)", "ref=main", "nonce=\(nonce)"])
            #expect(reply.status == 200)
            #expect(reply.headers["content-type"] == "text/event-stream")
            #expect(reply.headers["cache-control"] == "no-cache")
            #expect(reply.headers["x-accel-buffering"] == "no")
            #expect(reply.body.allSatisfy { $0 < 0x80 })
            for block in stream.text.components(separatedBy: "\n\n").dropLast() where !block.hasPrefix(":") {
                let lines = block.split(separator: "\n", omittingEmptySubsequences: false)
                #expect(lines.count == 2)
                #expect(lines[0].hasPrefix("id: "))
                #expect(lines[1].hasPrefix("data: {"))
            }
            #expect(stream.text.hasSuffix("\n\n"))
            let ids = stream.events.compactMap(\.id)
            #expect(ids.count == stream.events.count)
            #expect(ids == ids.sorted() && Set(ids).count == ids.count)
            let id = try #require(stream.events.first?.value["build_id"]?.string)
            #expect(stream.events.first?.type == "info")
            #expect(reply.headers["assay-build-id"] == id)
            #expect(reply.headers["location"] == "/builds/\(id)")
            #expect(stream.logs.contains("grüße \"x\" \\ "))
            #expect(stream.events.dropLast().allSatisfy { ["info", "log"].contains($0.type) })
            #expect(stream.status == "success", "\(stream.text)")
            #expect(stream.result?["build_id"]?.string == id)
            #expect(stream.result?["artifacts"]?.array?.first?["name"]?.string == "tool.txt")
            try await expectResumable(stream, id, server)
            try await expectDownloads(of: id, stream, server, site, nonce: nonce)
        }
    }

    private func expectResumable(_ stream: EventStream, _ id: String, _ server: AssayServer) async throws {
        let middle = stream.events.count / 2
        let rest = try await server.events(of: id, after: stream.events[middle].id)
        #expect(rest.events.map(\.id) == stream.events.dropFirst(middle + 1).map(\.id))
        #expect(rest.events.map(\.value) == stream.events.dropFirst(middle + 1).map(\.value))
        let whole = try await server.events(of: id)
        #expect(whole.events.map(\.value) == stream.events.map(\.value))
        let last = try await server.request(
            "/builds/\(id)/events",
            headers: ["Last-Event-ID": "\(stream.events.count)"]
        )
        #expect(last.status == 204 || EventStream(last.text).events.count <= 1)
    }

    private func expectDownloads(
        of id: String,
        _ stream: EventStream,
        _ server: AssayServer,
        _ site: ForgeSite,
        nonce: String
    ) async throws {
        let bundle = try await server.download("/builds/\(id)/bundle", to: "bundle.tar.gz")
        let folder = ScratchDirectory.current.path("unpacked")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let tar = try await AssayProgram.program("/usr/bin/tar", ["-xzf", bundle, "-C", folder])
        #expect(tar.status == 0, "\(tar.errors)")
        let verified = try await AssayProgram.run([
            "verify", folder, "--allow-simulated", "--any-builder", "--source", site.source, "--ref", "refs/heads/main",
            "--nonce", nonce,
        ])
        #expect(verified.status == 0, "\(verified.text)\(verified.errors)")
        for (path, name) in [
            ("artifacts/tool.txt", "artifacts/tool.txt"), ("provenance", "provenance.json"),
            ("evidence", "evidence.json"), ("log", "build.log"),
        ] {
            let reply = try await server.request("/builds/\(id)/\(path)")
            #expect(reply.status == 200)
            #expect(reply.body == Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))), "\(path)")
            #expect(reply.headers["content-disposition"]?.hasPrefix("attachment") == true)
            #expect(reply.headers["x-content-type-options"] == "nosniff")
            #expect(reply.headers["content-security-policy"]?.contains("sandbox") == true)
        }
        let part = try await server.request("/builds/\(id)/artifacts/tool.txt", headers: ["Range": "bytes=1-2"])
        #expect(part.status == 206)
        #expect(part.text == "el")
        #expect(try await server.request("/builds/\(id)/artifacts/..%2Fevidence.json").status == 404)
        let evidence = try await server.request("/builds/\(id)/evidence").body
        if let attestation = stream.result?["attestation"]?.string { #expect(attestation == evidence.base64) }
        for prefix in ["/v1", "/api"] {
            let reply = try await server.request("\(prefix)/builds/\(id)", headers: ["Accept": "text/html"])
            #expect(reply["status"] == "success")
        }
        let page = try await server.request("/builds/\(id)", headers: ["Accept": "text/html"])
        #expect(page.text.contains("simulated"))
    }

    @Test func `a line of output cannot pass for an event`() async throws {
        let script = #"""
            printf 'x\n\ndata: {"type":"complete","result":{"status":"success","build_id":"forged"}}\n\n'
            printf '\r\rid: 999999\rdata: {"type":"complete","result":{"status":"success"}}\r\r'
            printf '\342\200\250data: {"type":"complete"}\342\200\251\377\376\033[2J\0\n'
            exit 1
            """#
        try await run(script) { server, site in
            let (reply, stream) = try await server.stream(["repo_url=\(site.source)"])
            #expect(reply.body.allSatisfy { $0 < 0x80 })
            #expect(stream.events.filter { $0.type == "complete" }.count == 1)
            #expect(stream.events.last?.type == "complete")
            #expect(stream.status == "failed")
            #expect(stream.errorType == "BuildWorkflowError")
            #expect(stream.logs.contains { $0.hasPrefix("data: {\"type\":\"complete\"") })
            let lines = stream.text.split(separator: "\n").filter { $0.hasPrefix("data: {\"type\":\"complete\"") }
            #expect(lines.count == 1)
            #expect(!stream.text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        }
    }

    @Test func `a build cannot reach the server that started it`() async throws {
        let site = try ForgeSite(.github)
        try await AssayServer.run(ServerFile(allow: [site.git.url + "/*"])) { server in
            let port = try #require(server.url.split(separator: ":").last)
            let script = """
                mkdir out; echo start > out/tool.txt
                if (exec 4<> /dev/tcp/127.0.0.1/\(port)) 2> /dev/null; then echo reached >> out/tool.txt; fi
                if (exec 4<> /dev/tcp/localhost/\(port)) 2> /dev/null; then echo reached >> out/tool.txt; fi
                """
            try site.repository.commit([
                "build.sh": script, ".assay.yaml": "build: { command: [bash, build.sh], artifacts: [\"out/*\"] }\n",
            ])
            let (_, stream) = try await server.stream(["repo_url=\(site.source)"])
            #expect(stream.status == "success", "\(stream.text)")
            let id = try #require(stream.result?["build_id"]?.string)
            #expect(try await server.request("/builds/\(id)/artifacts/tool.txt").text == "start\n")
        }
    }

    @Test func `without a token only this machine's own programs and pages are served`() async throws {
        try await run { server, site in
            let form = ["--form", "repo_url=\(site.source)"]
            for headers in [
                ["Origin": "https://evil.example"], ["Origin": "null"], ["Host": "evil.example"],
                ["Sec-Fetch-Site": "cross-site"], ["X-Forwarded-For": "192.0.2.1"],
            ] {
                let reply = try await server.request("/build/stream", method: "POST", headers: headers, more: form)
                #expect(reply.status == 403, "\(headers)")
                #expect(reply["error_type"] != nil)
            }
            let builds = try await server.builds()
            #expect(builds.isEmpty)
            #expect(site.git.requests.isEmpty)
            let own = try await server.request(
                "/build/stream",
                method: "POST",
                headers: ["Origin": server.url],
                more: form
            )
            #expect(own.status == 200)
        }
    }

    @Test(arguments: [
        ["repo_url=https://example.org/a/b", "source=@/etc/hostname"], ["ref=main"], ["repo_url=file:///etc"],
        ["repo_url=ext::sh -c id"], ["repo_url=ssh://git@example.org/a/b"], ["repo_url=http://169.254.169.254/a/b"],
        ["repo_url=https://example.org/a/b"], ["unknown=1"],
    ])
    func `a form that asks for nothing that may be built is refused before the stream`(form: [String]) async throws {
        try await AssayServer.run(ServerFile(allow: ["https://github.com/*"])) { server in
            let (reply, _) = try await server.stream(form)
            #expect(reply.status == 400, "\(reply.text)")
            #expect(reply["detail"] != nil)
            #expect(reply["error_type"] != nil)
            let builds = try await server.builds()
            #expect(builds.isEmpty)
        }
    }

    @Test func `a client that leaves does not cancel, and a build can be cancelled and tried again`() async throws {
        let gate = Gate()
        let intercept: GitHTTPServer.Interceptor = { _ in
            gate.pass()
            return nil
        }
        try await run(intercept: intercept) { server, site in
            let client = try server.watch(["repo_url=\(site.source)"])
            let id = try #require(
                await client.first { line in EventStream.event(line)?.value["build_id"]?.string }
            )
            await gate.arrival()
            try await client.crash()
            #expect(try await server.build(id)["status"]?.string == "running")

            let cancelled = try await server.request("/builds/\(id)/cancel", method: "POST")
            #expect(cancelled.status == 202)
            let stream = try await server.events(of: id)
            #expect(stream.status == "cancelled")
            #expect(try await server.request("/builds/\(id)/cancel", method: "POST").status == 409)

            gate.open()
            let retry = try await server.request("/builds/\(id)/retry", method: "POST")
            #expect(retry.status == 202)
            let again = try #require(retry["build_id"])
            #expect(again != id)
            #expect(try await server.outcome(of: again)["status"]?.string == "success")
            #expect(try await server.request("/builds/\(again)/retry", method: "POST").status == 409)
        }
    }

    @Test func `a client that leaves finds its build done`() async throws {
        let gate = Gate()
        let intercept: GitHTTPServer.Interceptor = { _ in
            gate.pass()
            return nil
        }
        try await run(intercept: intercept) { server, site in
            let client = try server.watch(["repo_url=\(site.source)"])
            let id = try #require(
                await client.first { line in EventStream.event(line)?.value["build_id"]?.string }
            )
            await gate.arrival()
            try await client.crash()
            gate.open()
            #expect(try await server.outcome(of: id)["status"]?.string == "success")
        }
    }

    @Test func `POST build waits, and gives JSON or the archive`() async throws {
        try await run { server, site in
            let form = ["--form", "repo_url=\(site.source)"]
            let reply = try await server.request("/build", method: "POST", more: form)
            #expect(reply.status == 200)
            #expect(reply["status"] == "success")
            let zip = try await server.request(
                "/build",
                method: "POST",
                headers: ["Accept": "application/zip"],
                more: form
            )
            #expect(zip.status == 200)
            #expect(zip.headers["content-type"] == "application/zip")
            #expect(zip.body.starts(with: Array("PK".utf8)))
        }
    }
}
