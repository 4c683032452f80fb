import Builds
import Evidence
import Provenance
import StrictJSON
import TestSupport
import Testing

@testable import Verification

@Suite struct KettleBuildTests {
    private static let judged: Set<String> = [
        "?BUILDER_NOT_APPRAISED", "?SOURCE_NOT_APPRAISED", "?REF_NOT_APPRAISED", "?ARTIFACT_DIGEST_MISMATCH",
        "?FILE_NOT_ATTESTED",
    ]

    @Test(arguments: KettleCommitment.Form.allCases, KettleToolchain.allCases)
    func `a build of either form is verified`(form: KettleCommitment.Form, toolchain: KettleToolchain) throws {
        let verdict = try KettleFixture(form: form, toolchain: toolchain).verdict()
        #expect(verdict.outcome == .verified, "\(verdict.lines)")
        #expect(verdict.kettleBuild?.nonce?.bytes == (form == .file ? KettleFixture.nonce : nil))
        #expect(verdict.json["build"]?["commit"]?.string == ReleaseFixture.commit)
        #expect(verdict.lines.first == "verified: 2 artifacts")
        let notices = Set(verdict.notices.map(\.code))
        #expect(notices.isSuperset(of: [.formatNotAllowed, .sourceNotAppraised, .timeUnanchored]))
        #expect(!notices.contains(.reportDataMismatch))
    }

    @Test func `without the format it is of no known one, and a release of ours is none of Kettle's`() throws {
        #expect(try KettleFixture().reasons { $0.format = .assay }.contains("FORMAT_NOT_ALLOWED"))
        let release = try ReleaseFixture().nested()
        let verdict = try ReleaseVerifier.standard.verify(release, KettleFixture.satisfied())
        #expect(verdict.failures == [.formatNotAllowed])
    }

    @Test func `a policy must name the format too`() throws {
        func reasons(_ formats: Set<ReleaseFormat>) throws -> Set<String> {
            try KettleFixture().reasons { $0.policy = .policy(Policy(formats: formats)) }
        }
        #expect(try reasons([.assay]) == Self.judged.union(["FORMAT_NOT_ALLOWED"]))
        #expect(try reasons([.kettle]).isEmpty)
        #expect(try reasons([.kettle, .assay]).isEmpty)
    }

    @Test func `nobody having said who built it, from what, is a rejection`() throws {
        #expect(try KettleFixture().reasons { $0.builder = .unspecified } == ["?BUILDER_NOT_APPRAISED"])
        let reasons = try KettleFixture().reasons {
            $0.source = .unspecified
            $0.revision = .unspecified
        }
        #expect(reasons == ["?SOURCE_NOT_APPRAISED", "?REF_NOT_APPRAISED"])
        #expect(try KettleFixture().reasons { $0.revision = .unspecified } == ["?REF_NOT_APPRAISED"])
        let any = try KettleFixture().reasons {
            $0.source = .any
            $0.revision = .unspecified
        }
        #expect(any.isEmpty)
    }

    @Test func `another source, commit, ref, nonce or machine is rejected`() throws {
        let fixture = KettleFixture()
        let other = try #require(RepositoryURL("https://github.com/owner/other"))
        #expect(try fixture.reasons { $0.source = .repository(other) } == ["SOURCE_MISMATCH"])
        let commit = try #require(ObjectID(String(repeating: "c", count: 40)))
        #expect(try fixture.reasons { $0.revision = .commit(commit) } == ["COMMIT_MISMATCH"])
        // Kettle records no ref, so none can be shown.
        let ref = try #require(RefName.tag("v1.0"))
        #expect(try fixture.reasons { $0.revision = .ref(ref) } == ["REF_MISMATCH"])
        #expect(try fixture.reasons { $0.tag = .peels(to: commit) } == ["TAG_MOVED"])
        let nonce = try #require(Nonce("0102030405060708090a0b0c0d0e0f10"))
        #expect(try fixture.reasons { $0.challenge = .nonce(nonce) }.isEmpty)
        let otherNonce = try #require(Nonce("ff02030405060708090a0b0c0d0e0f10"))
        #expect(try fixture.reasons { $0.challenge = .nonce(otherNonce) } == ["NONCE_MISMATCH"])
        #expect(try KettleFixture(form: .compact).reasons { $0.challenge = .nonce(nonce) } == ["NONCE_MISMATCH"])
        #expect(try fixture.reasons { $0.allowsSimulated = false }.contains("SIMULATED_NOT_ALLOWED"))
    }

    @Test func `what a policy demands and such a build cannot show fails`() throws {
        func reasons(_ change: (inout Policy) -> Void) throws -> Set<String> {
            var policy = Policy(formats: [.kettle])
            change(&policy)
            return try KettleFixture().reasons { $0.policy = .policy(policy) }
        }
        #expect(try reasons { $0.configuration = [ReleaseFixture.digest("")] } == ["CONFIGURATION_MISMATCH"])
        #expect(try reasons { $0.network = false } == ["NETWORK_NOT_ALLOWED"])
        #expect(try reasons { $0.network = true }.isEmpty)
        #expect(try reasons { $0.singleUse = true } == ["MACHINE_REUSED"])
        #expect(try reasons { $0.maximumAge = 1 << 40 } == ["TIME_UNANCHORED"])
        #expect(try reasons { $0.builderID = "urn:assay:builder/snp" } == ["BUILDER_ID_MISMATCH"])
        #expect(try reasons { $0.builderID = KettleStatement.builderID }.isEmpty)
        #expect(try reasons { $0.reportData = [1] } == ["?REPORT_DATA_MISMATCH"])
        #expect(try reasons { $0.machine.platforms = [.azureSNP] } == ["PLATFORM_NOT_ALLOWED"])
    }

    @Test func `files that are missing, changed, added or doubled are rejected`() throws {
        let files = try KettleFixture().files()
        func reasons(_ change: (inout [String: [UInt8]]) -> Void) throws -> Set<String> {
            var changed = files
            change(&changed)
            return try ReleaseVerifier.standard.verify(changed, KettleFixture.satisfied()).reasons
        }
        #expect(try reasons { $0["artifacts/tool"] = nil } == ["ARTIFACT_MISSING"])
        #expect(try reasons { $0["artifacts/tool"]?.append(0) } == ["ARTIFACT_DIGEST_MISMATCH"])
        #expect(try reasons { $0["artifacts/other"] = [] } == ["FILE_NOT_ATTESTED"])
        #expect(try reasons { $0["artifacts/sub/tool"] = $0["artifacts/tool"] } == ["FILE_NOT_ATTESTED"])
        #expect(try reasons { $0["tool"] = $0["artifacts/tool"] } == ["FILE_NOT_ATTESTED"])
        for name in ["SHA256SUMS", "build.log", "provenance.intoto.jsonl", "README"] {
            #expect(try reasons { $0[name] = [] } == ["FILE_NOT_ATTESTED"], "\(name)")
        }
        #expect(try reasons { $0["provenance.json"] = nil }.contains("PROVENANCE_MISSING"))
        #expect(try reasons { $0["evidence.json"] = nil }.contains("EVIDENCE_MISSING"))
        #expect(try reasons { $0 = $0.filter { !$0.key.hasPrefix("artifacts/") } } == ["ARTIFACT_MISSING"])
        #expect(try reasons { $0 = [:] }.isSuperset(of: ["PROVENANCE_MISSING", "EVIDENCE_MISSING"]))
    }

    @Test func `only the named files are judged, and only attested ones pass`() throws {
        var files = try KettleFixture().files()
        files["artifacts/tool"] = nil
        files["README"] = []
        func reasons(_ names: [String]) throws -> Set<String> {
            let expectations = try KettleFixture.satisfied().with { $0.files = .named(names) }
            return try ReleaseVerifier.standard.verify(files, expectations).reasons
        }
        #expect(try reasons(["helper"]).isEmpty)
        #expect(try reasons(["artifacts/helper", "provenance.json", "evidence.json"]).isEmpty)
        #expect(try reasons(["tool"]) == ["ARTIFACT_MISSING"])
        #expect(try reasons([]) == ["FILE_NOT_ATTESTED"])
        for name in ["README", "SHA256SUMS", "build.log", "../helper", ""] {
            #expect(try reasons([name]) == ["FILE_NOT_ATTESTED"], "\(name)")
        }
    }

    @Test func `a lock file beside the build must be the one of the source`() throws {
        var files = try KettleFixture().files()
        files["Cargo.lock"] = KettleFixture().lockfile
        #expect(try ReleaseVerifier.standard.verify(files, KettleFixture.satisfied()).reasons.isEmpty)
        files["Cargo.lock"]?.append(0)
        #expect(try ReleaseVerifier.standard.verify(files, KettleFixture.satisfied()).reasons == ["LOCKFILE_MISMATCH"])
        files["Cargo.lock"] = nil
        files["flake.lock"] = KettleFixture().lockfile
        #expect(try ReleaseVerifier.standard.verify(files, KettleFixture.satisfied()).reasons == ["FILE_NOT_ATTESTED"])
    }

    @Test func `evidence of another shape is refused`() throws {
        let files = try KettleFixture().files()
        let evidence = try JSONParser.parse(try #require(files["evidence.json"]))
        func failures(_ evidence: JSONValue) throws -> Set<ReasonCode> {
            var changed = files
            changed["evidence.json"] = evidence.serialized()
            return try ReleaseVerifier.standard.verify(changed, KettleFixture.satisfied()).failures
        }
        func with(_ name: String, _ value: JSONValue?) -> JSONValue {
            var object = evidence.object ?? JSONObject()
            object[name] = value
            return .object(object)
        }
        #expect(try failures(evidence).isEmpty)
        #expect(try failures([]) == [.evidenceInvalid])
        #expect(try failures(with("platform", "gcp-snp")) == [.evidenceInvalid])
        #expect(try failures(with("platform", "nitro")) == [.platformNotSupported])
        #expect(try failures(with("platform", "tpm")) == [.platformNotSupported])
        #expect(try failures(with("platform", "snp")) == [.vcekChainInvalid])
        #expect(try failures(with("platform", nil)) == [.evidenceInvalid])
        #expect(try failures(with("collateral", .null)) == [.evidenceInvalid])
        #expect(try failures(with("format", "urn:assay:evidence:v1")) == [.formatNotAllowed])
    }
}
