import Evidence
import Provenance
import Testing
import Verification

/// Files of a genuine release that were taken away, added or altered afterwards.
@Suite struct TamperedFilesTests {
    typealias Files = [String: [UInt8]]

    /// A change to the files of a genuine release, and what it leads to.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reasons: Set<String>
        let change: @Sendable (inout Files) throws -> Void

        init(_ name: String, _ reasons: String..., change: @escaping @Sendable (inout Files) throws -> Void) {
            testDescription = name
            self.reasons = Set(reasons)
            self.change = change
        }
    }

    private static let other = ReleaseFixture.digest("other").description

    /// Changes that lead to the same whatever the layout.
    private static let either = [
        Case("no evidence", "EVIDENCE_MISSING") { $0["evidence.json"] = nil },
        Case("no checksums", "CHECKSUMS_MISSING") { $0["SHA256SUMS"] = nil },
        Case("no log", "LOG_MISSING") { $0["build.log"] = nil },
        Case("an altered log", "LOG_MISMATCH") { $0["build.log", default: []] += [0x0A] },
        Case("an empty log", "LOG_MISMATCH") { $0["build.log"] = [] },
        Case("empty evidence", "EVIDENCE_INVALID") { $0["evidence.json"] = [] },
        Case("evidence that is no object", "EVIDENCE_INVALID") { $0["evidence.json"] = Array("[]".utf8) },
        Case("evidence of a foreign format", "FORMAT_NOT_ALLOWED") { $0["evidence.json"] = Array("{}".utf8) },
        Case("evidence over the limit", "EVIDENCE_INVALID") {
            $0["evidence.json"] = [UInt8](repeating: 0x20, count: EvidenceFile.sizeLimit + 1)
        },
        Case("empty checksums", "CHECKSUMS_MISMATCH") { $0["SHA256SUMS"] = [] },
        Case("checksums over the limit", "CHECKSUMS_MISMATCH") {
            $0["SHA256SUMS"] = [UInt8](repeating: 0x20, count: Checksums.sizeLimit + 1)
        },
        Case("a checksum more", "CHECKSUMS_MISMATCH") {
            $0["SHA256SUMS", default: []] += Array("\(other)  goodbye\n".utf8)
        },
        Case("a checksum twice", "CHECKSUMS_MISMATCH") { $0["SHA256SUMS"] = $0["SHA256SUMS"].map { $0 + $0 } },
        Case("a checksum less", "CHECKSUMS_MISMATCH") {
            let lines = $0["SHA256SUMS", default: []]
            $0["SHA256SUMS"] = Array(lines.split(separator: 0x0A).dropFirst().joined()) + [0x0A]
        },
        Case("an altered checksum", "CHECKSUMS_MISMATCH") {
            let text = String(decoding: $0["SHA256SUMS", default: []], as: UTF8.self)
            $0["SHA256SUMS"] = Array((other + text.dropFirst(64)).utf8)
        },
        Case("a folder more", "FILE_NOT_ATTESTED") { $0["folder/hello"] = [] },
        Case("an envelope over the limit", "ENVELOPE_INVALID") {
            $0["provenance.intoto.jsonl"] = [UInt8](repeating: 0x20, count: Envelope.sizeLimit + 1)
        },
        Case("an empty envelope", "ENVELOPE_INVALID") { $0["provenance.intoto.jsonl"] = [] },
    ]

    private static let nested = [
        Case("an artifact less", "ARTIFACT_MISSING") { $0["artifacts/hello"] = nil },
        Case("an artifact under another name", "ARTIFACT_MISSING", "FILE_NOT_ATTESTED") {
            $0["artifacts/goodbye"] = $0.removeValue(forKey: "artifacts/hello")
        },
        Case("an artifact in another case", "ARTIFACT_MISSING", "FILE_NOT_ATTESTED") {
            $0["artifacts/Hello"] = $0.removeValue(forKey: "artifacts/hello")
        },
        Case("an altered artifact", "ARTIFACT_DIGEST_MISMATCH") { $0["artifacts/hello", default: []][0] ^= 1 },
        Case("an empty artifact", "ARTIFACT_DIGEST_MISMATCH") { $0["artifacts/hello"] = [] },
        Case("swapped artifacts", "ARTIFACT_DIGEST_MISMATCH") {
            let one = $0["artifacts/hello"]
            $0["artifacts/hello"] = $0["artifacts/hello.tar.gz"]
            $0["artifacts/hello.tar.gz"] = one
        },
        Case("an artifact more", "FILE_NOT_ATTESTED") { $0["artifacts/goodbye"] = [1] },
        Case("an empty artifact more", "FILE_NOT_ATTESTED") { $0["artifacts/goodbye"] = [] },
        Case("a hidden file", "FILE_NOT_ATTESTED") { $0[".hidden"] = [] },
        Case("an artifact's name outside the folder", "FILE_NOT_ATTESTED") { $0["hello"] = [1] },
        Case("a file of ours in the folder", "FILE_NOT_ATTESTED") {
            $0["artifacts/evidence.json"] = $0["evidence.json"]
        },
        Case("an artifact in a folder of the folder", "FILE_NOT_ATTESTED") { $0["artifacts/x/hello"] = [1] },
        Case("no envelope", "ENVELOPE_MISSING") { $0["provenance.intoto.jsonl"] = nil },
        Case("no provenance and no envelope", "ENVELOPE_MISSING", "PROVENANCE_MISSING") {
            $0["provenance.json"] = nil
            $0["provenance.intoto.jsonl"] = nil
        },
        Case("another provenance of equal meaning", "REPORT_DATA_MISMATCH", "ENVELOPE_INVALID") {
            $0["provenance.json", default: []] += [0x0A]
        },
        Case("an empty provenance", "PROVENANCE_INVALID", "REPORT_DATA_MISMATCH", "ENVELOPE_INVALID") {
            $0["provenance.json"] = []
        },
        Case("a provenance over the limit", "PROVENANCE_INVALID") {
            $0["provenance.json"] = [UInt8](repeating: 0x20, count: Statement.sizeLimit + 1)
        },
        Case("provenance, envelope and artifacts of another build", "REPORT_DATA_MISMATCH", "ENVELOPE_INVALID") {
            var another = ReleaseFixture()
            another.artifacts["hello"] = [1]
            let evidence = $0["evidence.json"]
            $0 = try another.nested()
            $0["evidence.json"] = evidence
        },
        Case("evidence of another build of the same", "REPORT_DATA_MISMATCH", "ENVELOPE_INVALID") {
            var another = ReleaseFixture()
            another.artifacts["hello"] = [1]
            $0["evidence.json"] = try another.nested()["evidence.json"]
        },
        Case("the envelope of another build", "ENVELOPE_INVALID") {
            $0["provenance.intoto.jsonl"] = try ReleaseFixture().nested()["provenance.intoto.jsonl"]
        },
    ]

    private static let flat = [
        Case("an artifact less", "ARTIFACT_MISSING") { $0["hello"] = nil },
        Case("an altered artifact", "ARTIFACT_DIGEST_MISMATCH") { $0["hello", default: []][0] ^= 1 },
        Case("an artifact more", "FILE_NOT_ATTESTED") { $0["goodbye"] = [] },
        Case("no provenance", "ENVELOPE_MISSING", "PROVENANCE_MISSING") { $0["provenance.intoto.jsonl"] = nil },
        Case("one artifact in the folder", "ARTIFACT_MISSING", "FILE_NOT_ATTESTED") {
            $0["artifacts/hello"] = $0.removeValue(forKey: "hello")
        },
        Case("a provenance.json of other bytes", "REPORT_DATA_MISMATCH", "ENVELOPE_INVALID", "PROVENANCE_INVALID") {
            $0["provenance.json"] = Array("{}".utf8)
        },
    ]

    @Test(arguments: either + nested) func `a nested release is rejected for exactly its reasons`(_ example: Case)
        throws
    {
        var files = try ReleaseFixture().nested()
        try example.change(&files)
        let verdict = try ReleaseVerifier.standard.verify(files, .satisfied())
        #expect(Set(verdict.failures.map(\.rawValue)) == example.reasons)
        #expect(verdict.outcome == .rejected)
    }

    @Test(arguments: either + flat) func `a flat release is rejected for exactly its reasons`(_ example: Case) throws {
        var files = try ReleaseFixture().flat()
        try example.change(&files)
        let verdict = try ReleaseVerifier.standard.verify(files, .satisfied())
        #expect(Set(verdict.failures.map(\.rawValue)) == example.reasons)
        #expect(verdict.outcome == .rejected)
    }

    @Test func `no file at all is a rejection`() throws {
        let verdict = try ReleaseVerifier.standard.verify([:], .satisfied())
        #expect(verdict.failures.isSuperset(of: [.evidenceMissing, .provenanceMissing]))
        #expect(verdict.outcome == .rejected && verdict.build == nil)
    }

    @Test func `unattested files may be ignored, and nothing else`() throws {
        let ignoring = try Expectations.satisfied().with { $0.ignoresUnattested = true }
        var files = try ReleaseFixture().flat()
        files["goodbye"] = []
        #expect(try ReleaseVerifier.standard.verify(files, ignoring).outcome == .verified)
        files["hello"] = []
        #expect(try ReleaseVerifier.standard.verify(files, ignoring).reasons == ["ARTIFACT_DIGEST_MISMATCH"])
    }

    @Test func `a named file beside the artifacts' folder does not pass for the artifact in it`() throws {
        for path in ["hello", "artifacts/build.log"] {
            var files = try ReleaseFixture().nested()
            files[path] = Array("something else".utf8)
            let named = try Expectations.satisfied().with { $0.files = .named([path]) }
            #expect(try ReleaseVerifier.standard.verify(files, named).reasons == ["FILE_NOT_ATTESTED"])
        }
    }

    @Test func `of named files only these are judged, and they are`() throws {
        let named = try Expectations.satisfied().with { $0.files = .named(["hello"]) }
        var files = try ReleaseFixture().nested()
        for path in ["artifacts/hello.tar.gz", "build.log", "SHA256SUMS", "provenance.intoto.jsonl"] {
            files[path] = nil
        }
        files["artifacts/goodbye"] = [1]
        #expect(try ReleaseVerifier.standard.verify(files, named).outcome == .verified)
        for (path, reason) in [
            ("build.log", "LOG_MISSING"), ("SHA256SUMS", "CHECKSUMS_MISSING"),
            ("provenance.intoto.jsonl", "ENVELOPE_MISSING"), ("hello.tar.gz", "ARTIFACT_MISSING"),
        ] {
            let demanding = named.with { $0.files = .named(["hello", path]) }
            #expect(try ReleaseVerifier.standard.verify(files, demanding).reasons == [reason])
        }
        files["artifacts/hello"] = [1]
        #expect(try ReleaseVerifier.standard.verify(files, named).reasons == ["ARTIFACT_DIGEST_MISMATCH"])
        files["artifacts/hello"] = nil
        #expect(try ReleaseVerifier.standard.verify(files, named).reasons == ["ARTIFACT_MISSING"])
    }

    @Test(arguments: ["hello", "build.log", "evidence.json", "SHA256SUMS", "provenance.intoto.jsonl"])
    func `what is no plain file is not followed`(_ path: String) throws {
        let files = ReleaseFiles(try ReleaseFixture().flat())
        let entries = files.entries.map {
            ReleaseFiles.Entry(path: $0.path, size: $0.size, isRegular: $0.path != path)
        }
        let linked = ReleaseFiles(
            entries: entries,
            read: { name, limit in
                #expect(name != path)
                return try files.read(name, limit)
            },
            sha256: { name in
                #expect(name != path)
                return try files.sha256(name)
            }
        )
        #expect(try ReleaseVerifier.standard.verify(linked, expecting: .satisfied()).outcome == .rejected)
    }

    @Test(arguments: ["hello", "evidence.json", "build.log"])
    func `two assets of one name are rejected`(_ path: String) throws {
        let files = ReleaseFiles(try ReleaseFixture().flat())
        let doubled = files.entries + files.entries.filter { $0.path == path }
        let release = ReleaseFiles(entries: doubled, read: files.read, sha256: files.sha256)
        let verdict = try ReleaseVerifier.standard.verify(release, expecting: .satisfied())
        #expect(verdict.failures == [.fileDuplicated])
    }

    @Test func `a file that grows after it was listed is not read whole`() throws {
        let files = ReleaseFiles(try ReleaseFixture().flat())
        let growing = ReleaseFiles(
            entries: files.entries,
            read: { path, limit in
                path == "evidence.json" ? [UInt8](repeating: 0x20, count: limit + 1) : try files.read(path, limit)
            },
            sha256: files.sha256
        )
        let verdict = try ReleaseVerifier.standard.verify(growing, expecting: .satisfied())
        #expect(verdict.failures == [.evidenceInvalid])
    }
}
