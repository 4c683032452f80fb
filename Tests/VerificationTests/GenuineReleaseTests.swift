import Builds
import Enclave
import Evidence
import Provenance
import StrictJSON
import Testing
import Verification

@Suite struct GenuineReleaseTests {
    @Test func `a release is verified, nested and flat`() throws {
        let nested = try ReleaseFixture().nested()
        for files in [nested, ReleaseFixture.flattened(nested)] {
            let verdict = try ReleaseVerifier.standard.verify(files, .satisfied())
            #expect(verdict.outcome == .verified, "\(verdict.lines)")
            #expect(verdict.objections.isEmpty)
            #expect(verdict.build?.statement.subjects.count == 2)
        }
    }

    @Test func `a release that the simulated enclave attested is verified`() async throws {
        let fixture = ReleaseFixture()
        let sealed = try SealedBuild(fixture.statement(), issuedAt: ReleaseFixture.issuedAt)
        let attester = SimulatedAttester(now: { ReleaseFixture.issuedAt })
        let hardware = try await attester.attest(reportData: sealed.reportData)
        var files = fixture.artifacts
        files["provenance.intoto.jsonl"] = sealed.envelope
        files["evidence.json"] = sealed.evidenceFile(with: hardware).encoded
        files["SHA256SUMS"] = sealed.checksums
        files["build.log"] = fixture.log
        let verdict = try ReleaseVerifier.standard.verify(files, .satisfied())
        #expect(verdict.outcome == .verified, "\(verdict.lines)")
    }

    @Test func `the verdict says what it does not prove`() throws {
        let verdict = try ReleaseVerifier.standard.verify(ReleaseFixture().flat(), .satisfied())
        let notices = Set(verdict.notices.map(\.code))
        #expect(notices.isSuperset(of: [.timeUnanchored, .simulatedNotAllowed, .builderNotAppraised]))
        #expect(verdict.lines.contains { $0.contains("authentic, builder unknown") })
        #expect(verdict.lines.contains { $0.contains("simulated") })
        #expect(verdict.json["outcome"]?.string == "verified")
        #expect(verdict.json["build"]?["commit"]?.string == ReleaseFixture.commit)
    }

    @Test func `only what was judged is called verified`() throws {
        let files = try ReleaseFixture().nested()
        for (named, headline, judged) in [
            (nil, "verified: 2 artifacts", ["hello", "hello.tar.gz"]),
            (["hello"], "verified: 1 of 2 artifacts", ["hello"]),
            (["provenance.json"], "verified: what describes the build, none of its 2 artifacts", []),
        ] as [([String]?, String, [String])] {
            let expectations = try Expectations.satisfied().with { $0.files = named.map { .named($0) } ?? .all }
            let verdict = try ReleaseVerifier.standard.verify(files, expectations)
            #expect(verdict.lines.first == headline)
            #expect(verdict.json["artifacts"]?.array?.compactMap(\.string) == judged)
        }
    }

    @Test func `the order of the rules is stable`() throws {
        let files = try ReleaseFixture().nested()
        let verdicts = try (0..<3).map { _ in try ReleaseVerifier.standard.verify(files, .satisfied()) }
        #expect(verdicts[0] == verdicts[1] && verdicts[1] == verdicts[2])
        #expect(verdicts[0].lines == verdicts[2].lines)
    }

    @Test func `artifacts are hashed and never read`() throws {
        let files = ReleaseFiles(try ReleaseFixture().flat())
        let watched = ReleaseFiles(
            entries: files.entries,
            read: { path, limit in
                #expect(!["hello", "hello.tar.gz", "build.log"].contains(path))
                return try files.read(path, limit)
            },
            sha256: files.sha256
        )
        #expect(try ReleaseVerifier.standard.verify(watched, expecting: .satisfied()).outcome == .verified)
    }

    @Test func `a file that cannot be read is no verdict`() throws {
        struct Broken: Error {}
        let files = ReleaseFiles(try ReleaseFixture().flat())
        let broken = ReleaseFiles(entries: files.entries, read: files.read, sha256: { _ in throw Broken() })
        #expect(throws: Broken.self) { try ReleaseVerifier.standard.verify(broken, expecting: .satisfied()) }
    }

    @Test func `nothing in a release can act upon a terminal`() throws {
        var files = try ReleaseFixture().flat()
        files["\u{1B}[2Jverified\n\u{202E}"] = []
        let lines = try ReleaseVerifier.standard.verify(files, .satisfied()).lines
        #expect(lines.contains { $0.contains("FILE_NOT_ATTESTED") })
        #expect(!lines.joined().unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E })
    }
}
