import Builds
import Evidence
import Provenance
import Testing
import Verification

import struct FoundationEssentials.Date

/// Builds that Kettle made.
@Suite(.enabled(if: KettleVectors.arePresent, "the folder ../shared/vectors is absent"))
struct KettleVectorTests {
    private func ripgrep() throws -> [String: [UInt8]] {
        [
            "provenance.json": try KettleVectors.bytes("ripgrep/provenance.json"),
            "evidence.json": try KettleVectors.bytes("ripgrep/evidence.json"),
        ]
    }

    private func expectations(_ change: (inout Expectations) throws -> Void = { _ in }) throws -> Expectations {
        // AMD's oldest line must be accepted by name; chips of it can be forged.
        var policy = Policy(snp: [], lines: [.milan])
        policy.machine.snp?.measurement = nil
        policy.machine.platforms = [.azureSNP]
        policy.formats = [.kettle]
        return try Expectations.satisfied().with {
            $0.format = .kettle
            $0.policy = .policy(policy)
            $0.allowsSimulated = false
            $0.source = .repository(try #require(RepositoryURL("https://github.com/burntsushi/ripgrep")))
            $0.revision = .commit(try #require(ObjectID("cb66736f146f093497f4dc537b33d0826f9af33c")))
            try change(&$0)
        }
    }

    private func reasons(_ files: [String: [UInt8]], _ expectations: Expectations) throws -> Set<String> {
        try ReleaseVerifier.standard.verify(files, expectations).reasons
    }

    @Test func `a genuine build lacks only the artifact that its publisher left out`() throws {
        let verdict = try ReleaseVerifier.standard.verify(ripgrep(), expectations())
        #expect(verdict.reasons == ["ARTIFACT_MISSING"], "\(verdict.lines)")
        let build = try #require(verdict.kettleBuild)
        #expect(build.nonce == nil)
        #expect(build.statement.subjects.map(\.name.description) == ["rg"])
        #expect(build.evidence.platform == .azureSNP)
        #expect(verdict.notices.contains { $0.code == .hclNotFresh })
        let named = try expectations { $0.files = .named(["provenance.json", "evidence.json"]) }
        #expect(try ReleaseVerifier.standard.verify(ripgrep(), named).outcome == .verified)
    }

    @Test func `another artifact, another source and another time are rejected`() throws {
        var files = try ripgrep()
        files["artifacts/rg"] = [1]
        #expect(try reasons(files, expectations()) == ["ARTIFACT_DIGEST_MISMATCH"])
        files["artifacts/rg"] = nil
        let other = try expectations {
            $0.files = .named(["provenance.json"])
            $0.source = .repository(try #require(RepositoryURL("https://github.com/someone/ripgrep")))
        }
        #expect(try reasons(files, other) == ["SOURCE_MISMATCH"])
        let late = try expectations { $0.time = .at(try #require(Date(rfc3339: "2033-01-01T00:00:00Z"))) }
        #expect(try reasons(files, late).contains("VCEK_EXPIRED"))
    }

    @Test func `the lock file of the source may lie beside it`() throws {
        var files = try ripgrep()
        files["Cargo.lock"] = try KettleVectors.bytes("ripgrep/Cargo.lock")
        let named = try expectations { $0.files = .named(["provenance.json"]) }
        #expect(try reasons(files, named).isEmpty)
        files["Cargo.lock"]?.append(0)
        #expect(try reasons(files, named) == ["LOCKFILE_MISMATCH"])
    }

    @Test func `without a policy for the machine a genuine build is rejected`() throws {
        let open = try expectations {
            $0.files = .named(["provenance.json"])
            $0.policy = .none
        }
        #expect(try reasons(ripgrep(), open) == ["PRODUCT_LINE_COMPROMISED"])
        let unnamed = try expectations {
            $0.files = .named(["provenance.json"])
            $0.builder = .unspecified
        }
        #expect(try reasons(ripgrep(), unnamed) == ["?BUILDER_NOT_APPRAISED"])
    }

    @Test func `a provenance with other bytes is rejected`() throws {
        let named = try expectations { $0.files = .named(["provenance.json"]) }
        let genuine = try ripgrep()
        let provenance = try #require(genuine["provenance.json"])
        for byte in stride(from: 0, to: provenance.count, by: 97) {
            var files = genuine
            files["provenance.json"]?[byte] ^= 1 << (byte % 8)
            #expect(try !reasons(files, named).isEmpty, "byte \(byte)")
        }
        // Kettle drops a member that it does not know before it hashes.
        let text = String(decoding: provenance, as: UTF8.self)
        let extended = text.replacing("{\n  \"_type\"", with: "{\n  \"extra\": 1,\n  \"_type\"")
        #expect(extended != text)
        var files = genuine
        files["provenance.json"] = Array(extended.utf8)
        #expect(try reasons(files, named).contains("PROVENANCE_INVALID"))
    }

    @Test func `a build without evidence is rejected`() throws {
        let files = ["provenance.json": try KettleVectors.bytes("openclaw-noevidence/provenance.json")]
        let any = try expectations {
            $0.policy = .none
            $0.source = .any
            $0.revision = .unspecified
        }
        #expect(try ReleaseVerifier.standard.verify(files, any).failures == [.evidenceMissing])
    }
}
