import Builds
import Forges
import Foundation
import Publishing
import TestSupport
import Testing
import Verification

/// Nothing may reach a forge that does not agree with the delivery.
@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct VerifiedReleaseTests {
    private func refusal(
        of build: BuiltRelease,
        trust: PublisherTrust = .simulated,
        for change: (inout Publication) -> Void = { _ in }
    ) async throws -> BuildFailure? {
        var fixture = try PublisherFixture(.github, trust: trust)
        change(&fixture.publication)
        do {
            _ = try await fixture.publisher.publish(fixture.publication, from: build.folder)
            return nil
        } catch {
            #expect(fixture.forge.requests.isEmpty)
            return error as? BuildFailure
        }
    }

    @Test func `a build of another ref, commit or repository is refused`() async throws {
        let cases: [(String, BuiltRelease)] = [
            ("REF_MISMATCH", try BuiltRelease(ref: "refs/tags/v2.0", named: "1")),
            ("REF_MISMATCH", try BuiltRelease(ref: "refs/heads/v1.0", named: "2")),
            ("REF_MISMATCH", try BuiltRelease(ref: nil, named: "3")),
            ("COMMIT_MISMATCH", try BuiltRelease(commit: String(repeating: "d", count: 40), named: "4")),
            ("SOURCE_MISMATCH", try BuiltRelease(source: "https://git.example.org/fork/demo", named: "5")),
        ]
        for (code, build) in cases {
            #expect(try await refusal(of: build)?.message.contains(code) == true, "\(code)")
        }
    }

    @Test(arguments: [
        "artifacts/hello", "SHA256SUMS", "provenance.intoto.jsonl", "evidence.json", "build.log",
    ])
    func `a file that was changed, emptied or removed is refused`(name: String) async throws {
        for change in ["append", "empty", "remove"] {
            let build = try BuiltRelease(named: change)
            let url = URL(fileURLWithPath: build.folder).appendingPathComponent(name)
            switch change {
            case "append": try (Data(contentsOf: url) + Data("x".utf8)).write(to: url)
            case "empty": try Data().write(to: url)
            default: try FileManager.default.removeItem(at: url)
            }
            #expect(try await refusal(of: build)?.code == .publicationFailed, "\(change) \(name)")
        }
    }

    @Test func `a further file among the artifacts is refused`() async throws {
        let build = try BuiltRelease()
        try ScratchDirectory.current.write("x", to: "build/artifacts/extra")
        #expect(try await refusal(of: build)?.message.contains("FILE_NOT_ATTESTED") == true)
    }

    @Test(arguments: [".hidden", "evidence.json", "a b"])
    func `an artifact with a name that is not acceptable is refused`(name: String) async throws {
        let build = try BuiltRelease()
        try ScratchDirectory.current.write("x", to: "build/artifacts/\(name)")
        #expect(try await refusal(of: build)?.code == .artifactNameInvalid)
    }

    @Test func `a link in place of a file is not followed`() async throws {
        let build = try BuiltRelease()
        let path = build.folder + "/artifacts/hello"
        let elsewhere = ScratchDirectory.current.path("elsewhere")
        try FileManager.default.moveItem(atPath: path, toPath: elsewhere)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: elsewhere)
        await #expect(throws: (any Error).self) {
            let fixture = try PublisherFixture(.github)
            _ = try await fixture.publisher.publish(fixture.publication, from: build.folder)
        }
    }

    @Test func `simulated evidence is published only where that is allowed`() async throws {
        let build = try BuiltRelease()
        let strict = PublisherTrust(builder: .any, policy: .none, allowsSimulated: false)
        #expect(try await refusal(of: build, trust: strict)?.code == .publicationFailed)
        let measured = PublisherTrust(
            builder: .measurements([[UInt8](repeating: 1, count: 48)]),
            policy: .none,
            allowsSimulated: true
        )
        #expect(try await refusal(of: build, trust: measured)?.code == .publicationFailed)
    }
}
