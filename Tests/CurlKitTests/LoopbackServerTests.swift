import Foundation
import TestSupport
import Testing

/// The server that other tests rely on, asked by the `curl` program.
@Suite struct LoopbackServerTests {
    private func curl(_ arguments: String...) throws -> (status: Int32, output: String) {
        let run = try ProgramRun("/usr/bin/curl", ["-sS", "--noproxy", "*", "-m", "20"] + arguments, environment: [:])
        return (run.status, run.text + run.errors)
    }

    @Test func `a chunked body and the header fields arrive`() throws {
        let server = try LoopbackServer { request in
            .init(
                status: 201,
                text: "\(request.method) \(request.path) \(request.parameter("a") ?? "-") \(request.text)"
            )
        }
        let reply = try curl(
            "-H",
            "Transfer-Encoding: chunked",
            "-d",
            "body",
            "\(server.url)/x?a=b%20c",
            server.url + "/y"
        )
        #expect(reply.output == "POST /x b c bodyPOST /y - body")
    }

    @Test func `a lost reply, a stall and a trickle are what they say`() throws {
        let server = try LoopbackServer { request in
            switch request.path {
            case "/lost": .closeWithoutReply
            case "/stall": .stall
            case "/trickle": .trickle(Array("abc".utf8), pauseMilliseconds: 1)
            default: .endless()
            }
        }
        #expect(try curl(server.url + "/lost").status == 52)
        #expect(try curl("-m", "1", server.url + "/stall").status == 28)
        #expect(try curl(server.url + "/trickle").output == "abc")
        #expect(try curl("-m", "1", "-o", "/dev/null", server.url + "/endless").status == 28)
    }
}
