import Builds
import Bytes
import Files
import OpenSSLKit
import Pipeline
import Synchronization
import TestSupport
import Testing

@Suite(.scratchDirectory) struct BuildLogTests {
    private let path = ScratchDirectory.current.path("build.log")

    @Test func `stages and output are told apart, in the file and as events`() throws {
        let events = Mutex<[BuildEvent]>([])
        let log = try BuildLog(path: path) { event in events.withLock { $0.append(event) } }
        log.info("Building")
        log.output(Array("# Publishing\n{\"type\":\"complete\"}\nno line feed".utf8))
        let digest = try log.close()

        let file = try File.read(path, limit: 4096)
        let text = "# Building\n  # Publishing\n  {\"type\":\"complete\"}\n  no line feed\n"
        #expect(String(decoding: file, as: UTF8.self) == text)
        #expect(digest == DigestAlgorithm.sha256.digest(file).hexadecimal)
        #expect(
            events.withLock { $0 } == [
                BuildEvent(.info, "Building"), BuildEvent(.log, "# Publishing"),
                BuildEvent(.log, "{\"type\":\"complete\"}"), BuildEvent(.log, "no line feed"),
            ]
        )
    }

    @Test func `what comes after the end is not in the file`() throws {
        let log = try BuildLog(path: path) { _ in }
        log.output(Array("before\n".utf8))
        let digest = try log.close()
        log.output(Array("after\n".utf8))
        log.info("after")
        #expect(digest == DigestAlgorithm.sha256.digest(try File.read(path, limit: 4096)).hexadecimal)
        #expect(throws: BuildFailure.self) { try log.close() }
    }

    @Test func `an existing file is not written over`() throws {
        try ScratchDirectory.current.write("old", to: "build.log")
        #expect(throws: FileError.self) { try BuildLog(path: path) { _ in } }
    }
}
