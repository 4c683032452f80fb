import Builds
import Bytes
import Foundation
import Server
import Store
import StrictJSON
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct BuildRequestTests {
    private static let zip: [UInt8] = [0x50, 0x4B, 0x03, 0x04] + Array("rest".utf8)

    /// A form, and a part of the sentence that it is refused with.
    struct Refusal: Sendable, CustomTestStringConvertible {
        let form: [UInt8]
        let detail: String
        var testDescription: String { detail }
    }

    static let refusals: [Refusal] = [
        Refusal(form: Form().field("ref", "v1").body, detail: "Must provide source (ZIP) or repo_url (git)"),
        Refusal(
            form: Form().field("repo_url", "https://forge.test/o/r").file("source", zip).body,
            detail: "Provide source OR repo_url, not both"
        ),
        Refusal(
            form: Form().file("source", zip).field("repo_url", "https://forge.test/o/r").body,
            detail: "Provide source OR repo_url, not both"
        ),
        Refusal(form: Form().file("source", Array("not a zip".utf8)).body, detail: "not a ZIP archive"),
        Refusal(form: Form().file("source", Array("PK".utf8)).body, detail: "not a ZIP archive"),
        Refusal(form: Form().file("source", zip).field("ref", "v1").body, detail: "ref goes with repo_url only"),
        Refusal(form: Form().file("source", zip).file("source", zip).body, detail: "source stands twice"),
        Refusal(form: Form().field("source", "x").body, detail: "not a ZIP archive"),
        Refusal(form: Form().field("repo_url", "https://other.test/o/r").body, detail: "not one that may be built"),
        Refusal(form: Form().field("repo_url", "file:///etc").body, detail: "not one that may be built"),
        Refusal(form: Form().field("repo_url", "ext::sh -c id").body, detail: "repo_url is not a URL"),
        Refusal(form: Form().field("repo_url", "--upload-pack=x").body, detail: "repo_url is not a URL"),
        Refusal(form: Form().field("repo_url", "https://u:p@forge.test/o/r").body, detail: "credentials"),
        Refusal(form: ref("../x"), detail: "ref is not the name"),
        Refusal(form: ref("--output=x"), detail: "ref is not the name"),
        Refusal(form: ref("a b"), detail: "ref is not the name"),
        Refusal(form: ref("x\ny"), detail: "ref is not the name"),
        Refusal(form: ref(String(repeating: "a", count: 9000)), detail: "a parameter is larger"),
        Refusal(form: Form().field("nonce", "00").body, detail: "nonce must be exactly 16 bytes"),
        Refusal(form: Form().field("publish", "maybe").body, detail: "publish must be true or false"),
        Refusal(form: Form().field("shell", "x").body, detail: "unknown parameter shell"),
        Refusal(form: Form().field("ref", "a").field("ref", "b").body, detail: "ref stands twice"),
        Refusal(form: Array("garbage".utf8), detail: "multipart body does not begin"),
        Refusal(form: [], detail: "the multipart body ends"),
    ]

    private static func ref(_ ref: String) -> [UInt8] {
        Form().field("repo_url", "https://forge.test/o/r").field("ref", ref).body
    }

    @Test(arguments: refusals)
    func `wrong input is refused before a stream starts`(refusal: Refusal) async throws {
        try await TestServer.run { server, _ in
            for path in ["/build/stream", "/build"] {
                let response = try await server.request("POST", path, [Form.contentType], body: refusal.form)
                #expect(response.status == 400)
                let json = try JSONParser.parse(response.body)
                #expect(json["detail"]?.string?.contains(refusal.detail) == true, "\(response.text)")
                #expect(json["error_type"]?.string != nil)
            }
            #expect(try await server.store.counts().isEmpty)
            let names = try await server.blobs.names()
            #expect(names.temporary.isEmpty)
            #expect(names.sources.isEmpty)
        }
    }

    @Test(arguments: [0, 60, 2])
    func `an upload that breaks off leaves nothing`(missing: Int) async throws {
        let form = Form().file("source", Self.zip + [UInt8](repeating: 7, count: 100_000)).field("nonce", "x").body
        try await TestServer.run { server, _ in
            let port = server.port
            try await blocking {
                let client = try RawClient(port: port)
                client.send(
                    "POST /build HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: \(Form.contentType.1)\r\n"
                        + "Content-Length: \(form.count + 1)\r\n\r\n"
                )
                client.send(Array(form.dropLast(missing)))
            }
        }
        // The server has ended, and with it all that it did for the client.
        let names = try await BlobStore(path: ScratchDirectory.current.path("data")).names()
        #expect(names.temporary.isEmpty)
        #expect(names.sources.isEmpty)
    }

    @Test func `an upload with parameters that do not go with it leaves nothing`() async throws {
        try await TestServer.run { server, _ in
            let body = Form().file("source", Self.zip).field("publish", "true").body
            let form = try await server.request("POST", "/build", [Form.contentType], body: body)
            #expect(form.status == 400)
            let json = Array(#"{"source_data":"UEsDBHJlc3Q=","nonce":"00"}"#.utf8)
            let later = try await server.request("POST", "/build", [("Content-Type", "application/json")], body: json)
            #expect(later.status == 400)
            #expect(try await server.blobs.names().sources.isEmpty)
        }
    }

    @Test func `an archive that is too large is refused and leaves nothing`() async throws {
        try await TestServer.run {
            $0.limits.upload = 100_000
        } body: { server, _ in
            let body = Form().file("source", Self.zip + [UInt8](repeating: 0, count: 200_000)).body
            let response = try await server.request("POST", "/build/stream", [Form.contentType], body: body)
            #expect(response.status == 413)
            #expect(try await server.blobs.names().temporary.isEmpty)
            #expect(try await server.blobs.names().sources.isEmpty)
        }
    }

    @Test func `other types of body are refused`() async throws {
        try await TestServer.run { server, _ in
            for type in ["text/plain", "multipart/mixed; boundary=x", ""] {
                let response = try await server.request("POST", "/build/stream", [("Content-Type", type)], body: [1])
                #expect(response.status == 415)
            }
        }
    }

    @Test func `an upload is stored by its digest and built as it is`() async throws {
        try await TestServer.run { server, _ in
            let archive = Self.zip + (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 3) }
            async let response = server.request(
                "POST",
                "/build",
                [Form.contentType],
                body: Form().file("source", archive).field("nonce", "000102030405060708090a0b0c0d0e0f").body
            )
            let id = try await server.finish(.failure(BuildFailure(.unsupportedToolchain, "nothing to build")))
            let request = try await server.store.build(id).request
            guard case .upload(let upload) = request.source else {
                Issue.record("not an upload")
                return
            }
            #expect(upload.size == archive.count)
            #expect(request.nonce?.bytes == Array(0..<16))
            let digest = try #require(SourceDigest(upload.sha256))
            #expect(try await server.blobs.open(.source(digest)).contents(limit: 1 << 20) == archive)
            // Kettle's API: a toolchain that is missing is the requester's mistake, other failures are not.
            #expect(try await response.status == 400)
        }
    }

    @Test func `a build that is waited for ends with its result or an archive`() async throws {
        try await TestServer.run { server, _ in
            let body = Form().field("repo_url", "https://forge.test/o/r").body
            let output = BuildOutput(
                source: SourceIdentity(origin: .upload(sha256: ""), treeSHA256: ""),
                artifacts: [],
                platform: .simulated
            )
            for (accept, type) in [("*/*", "application/json"), ("application/zip", "application/zip")] {
                async let response = server.request(
                    "POST",
                    "/build",
                    [Form.contentType, ("Accept", accept)],
                    body: body
                )
                let id = try await server.finish(.success(output, publication: nil))
                #expect(try await response.status == 200)
                #expect(try await response.headers["content-type"] == type)
                #expect(try await response.text.contains(id.description))
            }
            async let failed = server.request("POST", "/build", [Form.contentType], body: body)
            _ = try await server.finish(.failure(BuildFailure(.buildWorkflow, "make failed")))
            #expect(try await failed.status == 500)
            let json = try JSONParser.parse(try await failed.body)
            #expect(json["error_type"] == "BuildWorkflowError")
            #expect(json["status"] == "failed")
        }
    }

    @Test(
        arguments: [
            (#"{}"#, "Must provide"),
            (#"{"repo_url":"https://forge.test/o/r","source_data":"UEsDBA=="}"#, "exactly one"),
            (#"{"source_data":"!"}"#, "Base64"), (#"{"source_data":"AAAA"}"#, "neither zip"),
            (#"{"repo_url":1}"#, "expected a string"), (#"{"x":1}"#, "unknown member"), ("{", "expected"),
            (#"{"repo_url":"https://forge.test/o/r","nonce":"0"}"#, "nonce must be exactly 16 bytes"),
            (#"{"a":[[[[[[1]]]]]]}"#, "nested deeper"),
        ] as [(String, String)]
    )
    func `wrong JSON is refused`(body: String, detail: String) async throws {
        try await TestServer.run { server, _ in
            let headers = [("Content-Type", "application/json")]
            let response = try await server.request("POST", "/build", headers, body: Array(body.utf8))
            #expect(response.status == 400)
            #expect(response.text.contains(detail), "\(response.text)")
        }
    }

    @Test func `the later API of Kettle starts a job, streams its words and hands out an archive`() async throws {
        try await TestServer.run { server, _ in
            let body = Array(
                #"{"nonce":"000102030405060708090a0b0c0d0e0f","repo_url":null,"source_data":"UEsDBA==","source_name":"x"}"#
                    .utf8
            )
            let started = try await server.request("POST", "/build", [("Content-Type", "application/json")], body: body)
            let job = try #require(try JSONParser.parse(started.body)["job_id"]?.string)
            #expect(try await server.request("GET", "/build/\(job)/result").status == 404)
            let output = BuildOutput(
                source: SourceIdentity(origin: .upload(sha256: ""), treeSHA256: ""),
                artifacts: [],
                platform: .simulated
            )
            let events = [
                BuildEvent(.info, "Detected: cargo"), BuildEvent(.log, "Compiling"),
                BuildEvent(.info, "Generating Provenance"), BuildEvent(.info, "Generating Attestation"),
            ]
            _ = try await server.finish(.success(output, publication: nil), events: events)
            let stream = try await server.request("GET", "/build/\(job)/events")
            let words = try stream.text.split(separator: "\n").filter { $0.hasPrefix("data: ") }.map {
                try JSONParser.parse(Array($0.dropFirst(6).utf8))["type"]?.string ?? ""
            }
            #expect(words == ["queued", "detect", "build", "provenance", "attest", "complete"])
            #expect(stream.text.contains(#"{"type":"complete","result":{"status":"ok"}}"#))
            #expect(try await server.request("GET", "/build/\(job)/events?from=4").text.contains("detect") == false)
            let result = try await server.request("GET", "/build/\(job)/result")
            #expect(result.headers["content-type"] == "application/gzip")
        }
    }

    @Test func `cancelling and retrying have their states`() async throws {
        try await TestServer.run { server, _ in
            let build = try await server.store.createBuild(
                BuildRequest(source: .repository(RepositoryRequest(url: "https://forge.test/o/r"))),
                subject: BuildSubject(isPublic: true)
            )
            #expect(try await server.request("POST", "/builds/\(build.id)/retry").status == 409)
            #expect(try await server.request("POST", "/builds/\(build.id)/cancel").status == 202)
            #expect(try await server.request("POST", "/builds/\(build.id)/cancel").status == 409)
            let retried = try await server.request("POST", "/api/builds/\(build.id)/retry")
            #expect(retried.status == 202)
            #expect(try JSONParser.parse(retried.body)["retry_of"]?.string == build.id.description)
            #expect(try await server.request("POST", "/builds/\(BuildID())/cancel").status == 404)
        }
    }
}
