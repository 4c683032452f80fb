import Builds
import Evidence
import Provenance
import StrictJSON
import Testing
import Verification

/// What a faulty or dishonest builder could have a genuine machine attest: every signature is right.
@Suite struct InconsistentBuildTests {
    private static func replacing(_ old: String, _ new: String) -> ([UInt8]) -> [UInt8] {
        { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.contains(old))
            return Array(text.replacing(old, with: new).utf8)
        }
    }

    private static func member(_ name: String, _ value: JSONValue?) -> ([UInt8]) -> [UInt8] {
        { bytes in
            var object = (try? JSONParser.parse(bytes))?.object ?? JSONObject()
            object[name] = value
            return JSONValue.object(object).serialized()
        }
    }

    private static let digest = ReleaseFixture.digest("other").description

    @Test(arguments: [
        ("provenance_sha256", JSONValue.string(digest), "BINDING_INVALID"),
        ("build_id", .string(String(repeating: "1", count: 32)), "BINDING_INVALID"),
        ("nonce", .null, "BINDING_INVALID"),
        ("nonce", .string(String(repeating: "1", count: 32)), "BINDING_INVALID"),
        ("log_sha256", .string(digest), "LOG_MISMATCH"),
        ("configuration_sha256", .string(digest), "CONFIGURATION_MISMATCH"),
        ("_type", "urn:assay:dispatch:v1", "BINDING_INVALID"),
        ("_type", nil, "BINDING_INVALID"),
        ("extra", "x", "BINDING_INVALID"),
        ("issued_at", "2027-01-15 08:00:00Z", "BINDING_INVALID"),
    ])
    func `an attested binding that speaks of something else is rejected`(
        _ name: String,
        _ value: JSONValue?,
        _ reason: String
    ) throws {
        var fixture = ReleaseFixture()
        fixture.alterBinding = Self.member(name, value)
        let verdict = try ReleaseVerifier.standard.verify(fixture.nested(), .satisfied())
        #expect(verdict.failures.map(\.rawValue) == [reason])
        #expect(verdict.outcome == .rejected && verdict.build == nil)
    }

    @Test func `an attested binding to another key is rejected`() throws {
        var fixture = ReleaseFixture()
        fixture.alterBinding = Self.member("signing_key_sha256", .string(Self.digest))
        let verdict = try ReleaseVerifier.standard.verify(fixture.nested(), .satisfied())
        #expect(verdict.failures == [.signingKeyMismatch])
    }

    @Test(arguments: [
        ("\"publish\": true", "\"publish\": true, \"extra\": 1"),
        ("urn:assay:build:v1", "urn:assay:build:v2"),
        ("https://slsa.dev/provenance/v1", "https://slsa.dev/provenance/v0.2"),
        ("\"name\": \"hello\"", "\"name\": \"../hello\""),
        ("\"name\": \"hello\"", "\"name\": \"HELLO.tar.gz\""),
        ("\"name\": \"build.log\"", "\"name\": \"other.log\""),
        ("\"publish\": true", "\"publish\": true, \"publish\": true"),
    ])
    func `an attested provenance that is not of the format is rejected`(_ old: String, _ new: String) throws {
        var fixture = ReleaseFixture()
        fixture.alterProvenance = Self.replacing(old, new)
        var files = try fixture.nested()
        // The envelope carries what the pipeline signed; only what the machine attested is of interest here.
        files["provenance.intoto.jsonl"] = nil
        let named = try Expectations.satisfied().with { $0.files = .named(["hello"]) }
        let verdict = try ReleaseVerifier.standard.verify(files, named)
        #expect(verdict.failures == [.provenanceInvalid])
        #expect(verdict.outcome == .rejected && verdict.build == nil)
    }

    @Test func `an attested provenance without subjects is rejected`() throws {
        var fixture = ReleaseFixture()
        fixture.alterProvenance = { bytes in
            var object = (try? JSONParser.parse(bytes))?.object ?? JSONObject()
            object["subject"] = []
            return JSONValue.object(object).serialized(.indented)
        }
        fixture.alterBinding = { $0 }
        let verdict = try ReleaseVerifier.standard.verify(fixture.nested(), .satisfied())
        #expect(verdict.failures.contains(.provenanceInvalid))
        #expect(verdict.outcome == .rejected && verdict.build == nil)
    }

    @Test func `a build without configuration and nonce is bound as such`() throws {
        var fixture = ReleaseFixture()
        fixture.alterStatement = {
            $0.request.configurationSHA256 = nil
            $0.request.nonce = nil
        }
        let files = try fixture.nested()
        #expect(try ReleaseVerifier.standard.verify(files, .satisfied()).outcome == .verified)
        let nonce = try #require(Nonce(ReleaseFixture.nonce))
        let fresh = try Expectations.satisfied().with { $0.challenge = .nonce(nonce) }
        #expect(try ReleaseVerifier.standard.verify(files, fresh).reasons == ["NONCE_MISMATCH"])
        let none = Policy(configuration: [SHA256Digest(of: [])])
        let without = try Expectations.satisfied().with { $0.policy = .policy(none) }
        #expect(try ReleaseVerifier.standard.verify(files, without).outcome == .verified)
    }
}
