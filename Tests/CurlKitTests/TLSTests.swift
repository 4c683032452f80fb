import CurlKit
import Foundation
import TestSupport
import Testing

/// TLS against the server that comes with OpenSSL.
@Suite(.scratchDirectory, .timeLimit(.minutes(10))) struct TLSTests {
    private func makeCertificate() throws -> String {
        let path = ScratchDirectory.current.path("server.pem")
        let arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", path, "-out", path + ".crt",
        ]
        let run = try ProgramRun("/usr/bin/openssl", arguments, environment: ["PATH": "/usr/bin:/bin"])
        try #require(run.status == 0, "\(run.errors)")
        return path
    }

    private func client(port: Int, trusting certificate: String? = nil) -> HTTPClient {
        let configuration = HTTPClient.Configuration(
            userAgent: "assay-test",
            addresses: .publicOnly(except: ["127.0.0.1:\(port)", "localhost:\(port)"]),
            retries: .never,
            extraCertificates: certificate
        )
        return HTTPClient(configuration: configuration)
    }

    /// The status of a `GET`, or the error's code.
    private func get(_ host: String, _ port: Int, trusting certificate: String? = nil) async throws -> Result<
        Int, HTTPError
    > {
        let request = try HTTPRequest(url: "https://\(host):\(port)/")
        do throws(HTTPError) {
            return .success(try await client(port: port, trusting: certificate).send(request).status)
        } catch {
            return .failure(error)
        }
    }

    private func code(_ result: Result<Int, HTTPError>) -> HTTPError.Code? {
        if case .failure(let error) = result { error.code } else { nil }
    }

    @Test func `a server is believed by its certificate and name only`() async throws {
        let certificate = try makeCertificate()
        let server = try TLSServer(certificate: certificate)
        #expect(code(try await get("127.0.0.1", server.port)) == .tls)
        #expect(try await get("127.0.0.1", server.port, trusting: certificate + ".crt").get() == 200)
        #expect(code(try await get("localhost", server.port, trusting: certificate + ".crt")) == .tls)
    }

    @Test func `a redirect from https to http is not followed`() async throws {
        let certificate = try makeCertificate()
        let target = try LoopbackServer { _ in .init(text: "plain") }
        try ScratchDirectory.current.write("HTTP/1.0 302 Found\r\nLocation: \(target.url)/\r\n\r\n", to: "page")
        let server = try TLSServer(
            certificate: certificate,
            options: ["-HTTP"],
            directory: ScratchDirectory.current.path
        )
        let addresses: Set = ["127.0.0.1:\(server.port)", target.authority]
        let client = HTTPClient(
            configuration: .init(
                userAgent: "assay-test",
                addresses: .publicOnly(except: addresses),
                retries: .never,
                extraCertificates: certificate + ".crt"
            )
        )
        let request = try HTTPRequest(url: "https://127.0.0.1:\(server.port)/page", redirects: .follow(atMost: 2))
        let error = await #expect(throws: HTTPError.self) { try await client.send(request) }
        #expect(error?.code == .redirectRefused)
    }

    @Test func `an old version of TLS is refused`() async throws {
        let certificate = try makeCertificate()
        let server = try TLSServer(
            certificate: certificate,
            options: ["-www", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]
        )
        #expect(code(try await get("127.0.0.1", server.port, trusting: certificate + ".crt")) == .tls)
    }

    @Test func `a certificate file that is not there is an error`() async throws {
        let result = try await get("127.0.0.1", 1, trusting: "/nonexistent")
        #expect([.tls, .connection].contains(code(result)))
    }
}

/// The TLS server that comes with OpenSSL, on a loopback port, until its last reference goes.
private final class TLSServer {
    let port: Int
    private let process = Process()

    init(certificate: String, options: [String] = ["-www"], directory: String = "/") throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments =
            ["s_server", "-accept", "127.0.0.1:0", "-key", certificate, "-cert", certificate + ".crt"] + options
        process.currentDirectoryURL = URL(fileURLWithPath: directory)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var text = ""
        var found: Int?
        while found == nil {
            let piece = output.fileHandleForReading.availableData
            try #require(!piece.isEmpty, "openssl s_server ended")
            text += String(decoding: piece, as: UTF8.self)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            found = lines.compactMap { $0.split(separator: "ACCEPT 127.0.0.1:").last.flatMap { Int($0) } }.first
        }
        port = try #require(found)
    }

    deinit {
        // Threads of a test run block SIGTERM, and so do the children that they start.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
