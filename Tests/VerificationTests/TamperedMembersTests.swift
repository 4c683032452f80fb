import Bytes
import Evidence
import OpenSSLKit
import Provenance
import StrictJSON
import TestSupport
import Testing
import Verification

/// Members of the metadata changed, removed, added or duplicated after the machine attested.
@Suite struct TamperedMembersTests {
    /// Judges a genuine nested release in which one file has other contents.
    private func reasons(_ genuine: [String: [UInt8]], _ path: String, _ bytes: [UInt8]) throws -> Set<String> {
        var files = genuine
        files[path] = bytes
        let verdict = try ReleaseVerifier.standard.verify(files, .satisfied())
        #expect((verdict.outcome == .rejected) == !verdict.reasons.isEmpty)
        return Set(verdict.failures.map(\.rawValue))
    }

    @Test func `each member of the provenance is covered by the evidence`() throws {
        let genuine = try ReleaseFixture().nested()
        let original = try #require(genuine["provenance.json"])
        let json = try JSONParser.parse(original)
        for mutation in json.mutations {
            let reasons = try reasons(genuine, "provenance.json", mutation.json.serialized(.indented))
            var expected: Set = ["REPORT_DATA_MISMATCH", "ENVELOPE_INVALID"]
            if mutation.isStructural || reasons.contains("PROVENANCE_INVALID") { expected.insert("PROVENANCE_INVALID") }
            #expect(reasons == expected, "\(mutation.name)")
        }
        for bytes in JSONMutation.duplicatedMembers(original) {
            let expected: Set = ["REPORT_DATA_MISMATCH", "ENVELOPE_INVALID", "PROVENANCE_INVALID"]
            #expect(try reasons(genuine, "provenance.json", bytes) == expected)
        }
    }

    @Test func `each member of the envelope is checked`() throws {
        let genuine = try ReleaseFixture().nested()
        let original = try #require(genuine["provenance.intoto.jsonl"])
        var changed = try JSONParser.parse(original).mutations.map { $0.json.serialized() + [0x0A] }
        changed += JSONMutation.duplicatedMembers(original)
        for bytes in changed {
            #expect(try reasons(genuine, "provenance.intoto.jsonl", bytes) == ["ENVELOPE_INVALID"])
        }
    }

    @Test func `each member of evidence.json is checked`() throws {
        let genuine = try ReleaseFixture().nested()
        let original = try #require(genuine["evidence.json"])
        for mutation in try JSONParser.parse(original).mutations {
            let reasons = try reasons(genuine, "evidence.json", mutation.json.serialized(.indented))
            #expect(!reasons.isEmpty, "\(mutation.name)")
            if mutation.name.hasPrefix(".format") {
                #expect(reasons == ["FORMAT_NOT_ALLOWED"], "\(mutation.name)")
            } else if mutation.isStructural, !mutation.name.hasPrefix(".evidence") {
                #expect(reasons == ["EVIDENCE_INVALID"], "\(mutation.name)")
            }
        }
        for bytes in JSONMutation.duplicatedMembers(original) {
            #expect(try reasons(genuine, "evidence.json", bytes) == ["EVIDENCE_INVALID"])
        }
    }

    @Test func `each member of the binding is covered by the evidence`() throws {
        let genuine = try ReleaseFixture().nested()
        let evidence = try #require(genuine["evidence.json"].map { try JSONParser.parse($0) }?.object)
        let original = try #require([UInt8](base64: evidence["binding"]?.string ?? ""))
        func judge(_ binding: [UInt8]) throws -> Set<String> {
            var changed = evidence
            changed["binding"] = .string(binding.base64)
            return try reasons(genuine, "evidence.json", JSONValue.object(changed).serialized(.indented))
        }
        for mutation in try JSONParser.parse(original).mutations {
            let reasons = try judge(mutation.json.serialized())
            if mutation.isStructural {
                #expect(reasons == ["BINDING_INVALID"], "\(mutation.name)")
            } else {
                let one = reasons.intersection(["BINDING_INVALID", "REPORT_DATA_MISMATCH"])
                #expect(one.count == 1, "\(mutation.name)")
            }
        }
        for bytes in JSONMutation.duplicatedMembers(original) { #expect(try judge(bytes) == ["BINDING_INVALID"]) }
        #expect(try judge(original + [0x20]) == ["REPORT_DATA_MISMATCH"])
        #expect(try judge([]) == ["BINDING_INVALID"])
        #expect(try judge(original + [UInt8](repeating: 0x20, count: 4096)) == ["BINDING_INVALID"])
    }

    @Test func `another signing key is not the one that was bound`() throws {
        let genuine = try ReleaseFixture().nested()
        var evidence = try #require(genuine["evidence.json"].map { try JSONParser.parse($0) }?.object)
        let own = try #require(evidence["signing_key"]?.string)
        for key in [
            try PrivateKey.generate(.p256).publicKey.pem, try PrivateKey.generate(.p384).publicKey.pem,
            own + "\n", "\n" + own, own.replacing("\n", with: "\r\n"), own + own, "", String(own.dropLast()),
        ] {
            evidence["signing_key"] = .string(key)
            let bytes = JSONValue.object(evidence).serialized(.indented)
            #expect(try reasons(genuine, "evidence.json", bytes) == ["SIGNING_KEY_MISMATCH"], "\(key)")
        }
    }

    @Test func `a time stamp that nobody can judge is rejected`() throws {
        let genuine = try ReleaseFixture().nested()
        var evidence = try #require(genuine["evidence.json"].map { try JSONParser.parse($0) }?.object)
        evidence["timestamp"] = "AAAA"
        let bytes = JSONValue.object(evidence).serialized(.indented)
        #expect(try reasons(genuine, "evidence.json", bytes) == ["TIMESTAMP_NOT_SUPPORTED"])
    }

    @Test(arguments: [
        ("evidence.json", 11), ("provenance.json", 17), ("provenance.intoto.jsonl", 29), ("SHA256SUMS", 1),
    ])
    func `no changed bit of a file of ours passes`(_ path: String, _ step: Int) throws {
        let genuine = try ReleaseFixture().nested()
        let original = try #require(genuine[path])
        // A sample, as each attempt costs a chain of RSA; the readers' own tests flip every bit. The steps are odd, so
        // that each bit of a byte gets its turn.
        for index in stride(from: 0, to: original.count, by: step) {
            var changed = original
            changed[index] ^= 1 << UInt8(index % 8)
            #expect(try !reasons(genuine, path, changed).isEmpty, "bit \(index % 8) of byte \(index)")
        }
    }

    @Test(arguments: ["evidence.json", "provenance.json", "provenance.intoto.jsonl", "SHA256SUMS", "build.log"])
    func `no part of a file of ours passes`(_ path: String) throws {
        let genuine = try ReleaseFixture().nested()
        let original = try #require(genuine[path])
        // The line feed at the end of evidence.json is the one byte that says nothing.
        let end = path == "evidence.json" ? original.count - 1 : original.count
        for count in Array(stride(from: 0, to: end, by: max(1, end / 50))) + [end - 1] {
            #expect(try !reasons(genuine, path, Array(original[..<count])).isEmpty, "\(count) bytes")
        }
    }
}
