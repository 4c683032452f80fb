import Bytes
import Provenance
import StrictJSON
import TestSupport
import Testing

@testable import Verification

/// Provenances that a builder of Kettle's attested and that are refused all the same, and those that were changed after.
@Suite struct KettleProvenanceTests {
    private func decodes(_ json: JSONValue) -> Bool { (try? KettleStatement(decoding: json.serialized())) != nil }

    @Test func `a member more or fewer anywhere is refused, though it is attested`() throws {
        let statement = KettleFixture().statement
        #expect(decodes(statement))
        for mutation in statement.structuralMutations {
            #expect(!decodes(mutation.json), "\(mutation.name)")
        }
        let extra = try KettleFixture(
            form: .compact,
            alterStatement: { json in
                var object = json.object ?? JSONObject()
                object["reviewed_by"] = "nobody"
                return .object(object)
            }
        ).reasons()
        #expect(extra.contains("PROVENANCE_INVALID"))
    }

    @Test(arguments: KettleToolchain.allCases)
    func `a build type is the toolchain's own or the one for all`(toolchain: KettleToolchain) throws {
        func decoded(_ buildType: String?) throws -> KettleToolchain {
            let fixture = KettleFixture(toolchain: toolchain, buildType: buildType)
            return try KettleStatement(decoding: fixture.statement.serialized()).toolchain
        }
        #expect(try decoded(nil) == toolchain)
        #expect(try decoded(KettleToolchain.commonBuildType) == toolchain)
        let others = KettleToolchain.allCases.filter { $0 != toolchain }.map(\.buildType)
        for other in others + ["", "https://confidential.ai/attested-builds/v2", "urn:assay:build:v1"] {
            #expect(throws: JSONError.self) { try decoded(other) }
        }
    }

    @Test func `what only nix has is refused elsewhere`() throws {
        #expect(decodes(KettleFixture(toolchain: .nix).statement))
        let text = String(decoding: KettleFixture(toolchain: .nix).statement.serialized(), as: UTF8.self)
        let renamed = text.replacing("kettle/nix@v1", with: "kettle/cargo@v1")
        #expect(throws: JSONError.self) { try KettleStatement(decoding: Array(renamed.utf8)) }
    }

    @Test func `a member that stands twice is refused`() throws {
        for bytes in JSONMutation.duplicatedMembers(KettleFixture().statement.serialized()) {
            #expect(throws: JSONError.self) { try KettleStatement(decoding: bytes) }
        }
    }

    @Test(
        arguments: [
            "../tool", "/bin/tool", "sub/tool", "", ".", "..", ".tool", "tool\u{0}", "tool ", "tööl", "evidence.json",
            "SHA256SUMS", "a\\b", String(repeating: "a", count: 129),
        ]
    )
    func `a subject whose name is a path or not plain is refused`(name: String) throws {
        let fixture = KettleFixture(artifacts: [name: [1]])
        #expect(try fixture.reasons().contains("PROVENANCE_INVALID"))
    }

    @Test func `no subject, or two of one name, are refused`() throws {
        #expect(try KettleFixture(artifacts: [:]).reasons().contains("PROVENANCE_INVALID"))
        #expect(try KettleFixture(artifacts: ["tool": [1], "TOOL": [2]]).reasons().contains("PROVENANCE_INVALID"))
    }

    @Test(
        arguments: [
            "", "00", String(repeating: "A", count: 64), String(repeating: "a", count: 63),
            String(repeating: "a", count: 65), "sha256-" + String(repeating: "a", count: 57),
            "3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        ]
    )
    func `a subject whose digest is none is refused`(digest: String) throws {
        let genuine = KettleFixture(artifacts: ["tool": [1]])
        let text = String(decoding: genuine.statement["subject"]?.serialized() ?? [], as: UTF8.self)
        let found = try #require(text.firstMatch(of: /"sha256":"([0-9a-f]{64})"/))
        let whole = String(decoding: genuine.statement.serialized(), as: UTF8.self)
        let changed = whole.replacing(found.1, with: digest)
        #expect(changed != whole)
        #expect(throws: JSONError.self) { try KettleStatement(decoding: Array(changed.utf8)) }
    }

    @Test func `dependencies whose digest is none are said, as Kettle writes such ones`() throws {
        let text = String(decoding: KettleFixture().statement.serialized(), as: UTF8.self)
        let digest = ReleaseFixture.digest("dependency").description
        for (replacement, algorithm) in [
            ("3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "sha256"), ("sha512-AAAA", "sha512"),
            (ReleaseFixture.commit, "sha512"),
        ] {
            let changed = text.replacing("\"sha256\":\"\(digest)\"", with: "\"\(algorithm)\":\"\(replacement)\"")
            let statement = try KettleStatement(decoding: Array(changed.utf8))
            #expect(statement.withoutDigest == ["dependency"])
        }
        let commit = text.replacing("\"sha256\":\"\(digest)\"", with: "\"gitCommit\":\"\(ReleaseFixture.commit)\"")
        #expect(try KettleStatement(decoding: Array(commit.utf8)).withoutDigest.isEmpty)
        let unknown = text.replacing("\"sha256\":\"\(digest)\"", with: "\"md5\":\"00\"")
        #expect(throws: JSONError.self) { try KettleStatement(decoding: Array(unknown.utf8)) }
    }

    @Test(arguments: KettleCommitment.Form.allCases)
    func `a flipped bit in any byte of an attested provenance is rejected`(form: KettleCommitment.Form) throws {
        let files = try KettleFixture(form: form).files()
        let provenance = try #require(files["provenance.json"])
        let commitment = KettleCommitment.digest(form, of: provenance)
        for position in provenance.indices {
            var changed = provenance
            changed[position] ^= 1 << (position % 8)
            // Either no provenance at all, or one that the evidence does not cover.
            if (try? KettleStatement(decoding: changed)) != nil {
                #expect(KettleCommitment.digest(form, of: changed) != commitment, "byte \(position)")
            }
        }
        for count in stride(from: 0, to: provenance.count, by: 3) {
            #expect(throws: JSONError.self) { try KettleStatement(decoding: Array(provenance[..<count])) }
        }
    }

    @Test func `white space between the parts is not covered by the older form, everything else is`() throws {
        let provenance = KettleFixture().statement
        let compact = provenance.serialized(.compact)
        let digest = KettleCommitment.digest(.compact, of: compact)
        #expect(KettleCommitment.digest(.compact, of: provenance.serialized(.indented)) == digest)
        #expect(KettleCommitment.digest(.file, of: provenance.serialized(.indented)) != digest)
        #expect(KettleCommitment.digest(.file, of: compact) == digest)
        // White space inside a text counts, behind an escaped quotation mark too.
        let text = Array(#"{"a \" b":"c \\", "d":" "}"#.utf8)
        #expect(
            KettleCommitment.digest(.compact, of: text)
                == KettleCommitment.digest(.file, of: Array(#"{"a \" b":"c \\","d":" "}"#.utf8))
        )
        var members = provenance.object?.members ?? []
        members.swapAt(0, 1)
        var reordered = JSONObject()
        for (name, value) in members { reordered[name] = value }
        #expect(KettleCommitment.digest(.compact, of: JSONValue.object(reordered).serialized()) != digest)
    }
}
