import Glibc
import Processes
import Sandbox
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct OwnExecutableTests {
    @Test func `this program runs inside, writing to the descriptor it was given`() async throws {
        var pipe = try Pipe()
        let sandbox = try Sandbox.forOwnExecutable(
            arguments: ["--testing-library", "swift-testing", "--list-tests"],
            output: pipe.writeNumber,
            worker: SandboxWorker(slot: SandboxFixture.nextSlot())
        )
        let box = OutputBox()
        // The list is longer than a pipe holds, so it is read while it is written.
        let number = pipe.readNumber
        async let reading = onOwnThread { () throws(ProcessError) in Self.read(number) }
        let result = try await sandbox.run { box.append($0) }
        pipe.closeWriting()
        #expect(result.isSuccess, "\(String(decoding: box.bytes, as: UTF8.self))")
        let listed = try await reading
        #expect(String(decoding: listed, as: UTF8.self).contains("OwnExecutableTests"))
    }

    private static func read(_ number: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(number, &chunk, chunk.count)
            guard count > 0 else { return bytes }
            bytes += chunk.prefix(count)
        }
    }

    @Test func `what is bound is the program and its libraries, each there`() throws {
        let binds = try Sandbox.selfBinds()
        #expect(!binds.isEmpty)
        #expect(binds.allSatisfy { $0.host == $0.inside && access($0.host, R_OK) == 0 })
    }

    @Test func `bytes go in through a descriptor and come out through another`() async throws {
        let input = open(try ScratchDirectory.current.write("payload", to: "input"), O_RDONLY | O_CLOEXEC)
        defer { close(input) }
        var pipe = try Pipe()
        var fixture = try SandboxFixture("cat; echo log >&2")
        fixture.sandbox.standardInput = input
        fixture.sandbox.standardOutput = pipe.writeNumber
        let (result, text) = try await fixture.run()
        pipe.closeWriting()
        #expect(result.isSuccess)
        #expect(text == "log\n")
        #expect(try pipe.read(100) == Array("payload".utf8))
    }
}
