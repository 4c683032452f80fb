import Builds
import Foundation
import Server
import Store
import StrictJSON
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct DownloadTests {
    private let artifact = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 / 11) }

    @Test func `downloads are stored by browsers and never shown`() async throws {
        try await TestServer.run { server, _ in
            let id = try await server.storeBuild(artifact: artifact)
            for path in ["artifacts/tool", "build-config/.assay.yaml", "provenance", "evidence", "log", "bundle"] {
                let response = try await server.request("GET", "/builds/\(id)/\(path)")
                #expect(response.status == 200, "\(path)")
                #expect(response.headers["content-type"] == "application/octet-stream")
                #expect(response.headers["content-disposition"]?.hasPrefix("attachment; filename=\"") == true)
                #expect(response.headers["x-content-type-options"] == "nosniff")
                #expect(response.headers["content-security-policy"] == "sandbox")
            }
            #expect(try await server.request("GET", "/v1/builds/\(id)/artifacts/tool").body == artifact)
        }
    }

    @Test func `ranges are served from the middle`() async throws {
        try await TestServer.run { server, _ in
            let id = try await server.storeBuild(artifact: artifact)
            let path = "/builds/\(id)/artifacts/tool"
            let part = try await server.request("GET", path, [("Range", "bytes=1000-150000")])
            #expect(part.status == 206)
            #expect(part.headers["content-range"] == "bytes 1000-150000/200000")
            #expect(part.headers["content-length"] == "149001")
            #expect(part.body == Array(artifact[1000...150_000]))
            let beyond = try await server.request("GET", path, [("Range", "bytes=200000-")])
            #expect(beyond.status == 416)
            #expect(beyond.headers["content-range"] == "bytes */200000")
            let changed = try await server.request("GET", path, [("Range", "bytes=0-0"), ("If-Range", "\"other\"")])
            #expect(changed.status == 200)
        }
    }

    @Test func `a head has the size and no body`() async throws {
        try await TestServer.run { server, _ in
            let id = try await server.storeBuild(artifact: artifact)
            let response = try await server.request("HEAD", "/builds/\(id)/artifacts/tool")
            #expect(response.status == 200)
            #expect(response.headers["content-length"] == "200000")
            #expect(response.body.isEmpty)
        }
    }

    @Test func `the head of what is made while it is sent tells no length and ends where it ends`() async throws {
        try await TestServer.run { server, _ in
            let id = try await server.storeBuild(artifact: artifact)
            for path in ["/builds/\(id)/bundle", "/builds/\(id)/events"] {
                let host = "Host: 127.0.0.1\r\n"
                let answers = try await server.exchange(
                    "HEAD \(path) HTTP/1.1\r\n\(host)\r\nHEAD \(path) HTTP/1.1\r\n\(host)\r\n"
                        + "GET /health HTTP/1.1\r\n\(host)Connection: close\r\n\r\n"
                )
                let parts = answers.components(separatedBy: "\r\n\r\n")
                #expect(parts.count == 4, "\(answers)")
                for head in parts.prefix(2) {
                    #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
                    #expect(!head.lowercased().contains("content-length"))
                }
                #expect(parts.dropFirst(2).first?.hasPrefix("HTTP/1.1 200 OK\r\n") == true)
                #expect(parts.last == "ok")
            }
        }
    }

    @Test func `a path that is known says which methods it has`() async throws {
        try await TestServer.run { server, _ in
            let id = BuildID()
            for (method, path, allowed) in [
                ("POST", "/builds", "GET, HEAD"), ("DELETE", "/v1/builds/\(id)", "GET, HEAD"),
                ("PROPFIND", "/", "GET, HEAD"), ("GET", "/build/stream", "POST"), ("HEAD", "/webhooks/github", "POST"),
                ("PUT", "/api/builds/\(id)/artifacts/tool", "GET, HEAD"), ("GET", "/builds/\(id)/retry", "POST"),
            ] {
                let response = try await server.request(method, path)
                #expect(response.status == 405, "\(method) \(path)")
                #expect(response.headers["allow"] == allowed)
                if method != "HEAD" { #expect(response.text.contains("\"error_type\":\"METHOD_NOT_ALLOWED\"")) }
            }
            #expect(try await server.request("POST", "/nothing/here").status == 404)
            let absent = try await server.request("HEAD", "/nothing/here")
            #expect(absent.status == 404)
            #expect(absent.body.isEmpty)
        }
    }

    @Test(
        arguments: [
            "artifacts/..%2F..%2F..%2Fassay.db", "artifacts/../../../assay.db", "artifacts/%2e%2e", "artifacts/other",
            "artifacts/provenance.json", "build-config/..%2Fprovenance.json", "build-config/Cargo.lock",
            "artifacts/%zz",
            "artifacts/%00", "artifacts/tool%00", "artifacts/", "assay.db",
        ]
    )
    func `no name leads out of a build`(path: String) async throws {
        try await TestServer.run { server, _ in
            let id = try await server.storeBuild(artifact: [1])
            let response = try await server.request("GET", "/builds/\(id)/\(path)")
            #expect(response.status == 404)
            #expect(response.text.contains("\"detail\""))
            #expect(response.text.contains(ScratchDirectory.current.path) == false)
        }
    }

    @Test func `pages are for browsers, JSON for everybody under a prefix`() async throws {
        try await TestServer.run {
            $0.isSimulated = true
        } body: { server, _ in
            let id = try await server.storeBuild(artifact: [1])
            let html = [("Accept", "text/html,*/*;q=0.8")]
            for path in ["/", "/builds", "/builds/\(id)"] {
                let page = try await server.request("GET", path, html)
                #expect(page.headers["content-type"] == "text/html; charset=utf-8")
                #expect(page.headers["vary"] == "Accept")
                #expect(page.headers["content-security-policy"]?.contains("default-src 'none'") == true)
                #expect(page.text.contains("SIMULATED"))
                #expect(page.text.contains(id.description))
                #expect(!page.text.contains("<script>"))
            }
            for path in ["/v1/builds", "/api/builds/\(id)", "/api/builds"] {
                let response = try await server.request("GET", path, html)
                #expect(response.headers["content-type"] == "application/json")
                #expect(try JSONParser.parse(response.body).object != nil)
            }
            let asset = try await server.request("GET", "/assets/build.js")
            #expect(asset.headers["content-type"] == "text/javascript; charset=utf-8")
        }
    }

    @Test func `what strangers chose is text on a page`() async throws {
        try await TestServer.run { server, _ in
            let evil = "<script>alert(1)</script>\"'&"
            let build = try await server.store.createBuild(
                BuildRequest(source: .repository(RepositoryRequest(url: "https://forge.test/o/r"))),
                subject: BuildSubject(repository: evil, ref: evil, isPublic: true)
            )
            _ = try await server.finish(.failure(BuildFailure(.buildWorkflow, evil, hint: evil)))
            for path in ["/", "/builds/\(build.id)"] {
                let page = try await server.request("GET", path, [("Accept", "text/html")])
                #expect(page.text.contains("&lt;script&gt;alert(1)"))
                #expect(!page.text.contains("<script>alert(1)"))
            }
        }
    }

    @Test func `a listing is filtered and continued`() async throws {
        try await TestServer.run { server, _ in
            for _ in 0..<3 { _ = try await server.storeBuild(artifact: [1]) }
            let first = try JSONParser.parse(try await server.request("GET", "/builds?limit=2&status=success").body)
            #expect(first["builds"]?.array?.count == 2)
            let cursor = try #require(first["next_cursor"]?.string)
            let second = try JSONParser.parse(try await server.request("GET", "/builds?limit=2&cursor=\(cursor)").body)
            #expect(second["builds"]?.array?.count == 1)
            #expect(second["next_cursor"] == .null)
            #expect(try await server.request("GET", "/builds?status=queued").text.contains("build_id") == false)
            for query in [
                "status=x", "cursor=x", "limit=0", "limit=101", "commit=x", "foo=bar", "ref=%zz", "ref=a&ref=b",
            ] {
                #expect(try await server.request("GET", "/builds?\(query)").status == 400, "\(query)")
            }
        }
    }

    @Test func `operators get health, readiness and counters`() async throws {
        try await TestServer.run { server, _ in
            _ = try await server.storeBuild(artifact: [1])
            #expect(try await server.request("GET", "/health").text == "ok")
            #expect(try await server.request("GET", "/readyz").status == 200)
            let metrics = try await server.request("GET", "/metrics").text
            #expect(metrics.contains("assay_builds{status=\"success\"} 1"))
            #expect(try await server.request("GET", "/openapi.json").headers["content-type"] == "application/json")
            #expect(try await server.request("GET", "/nothing/here").text.contains("NOT_FOUND"))
        }
    }
}
