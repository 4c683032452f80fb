import Builds
import Evidence
import FoundationEssentials
import OpenSSLKit
import Provenance
import StrictJSON
import TestSupport
import Testing

@Suite struct SealedBuildTests {
    private let issuedAt = Date(timeIntervalSince1970: 1_800_000_100)

    @Test func `binding, key, envelope and report data belong together`() throws {
        let statement = try Samples.statement()
        let sealed = try SealedBuild(statement, issuedAt: issuedAt)
        let binding = try Binding(decoding: sealed.binding)
        let key = try PublicKey(pem: sealed.signingKey)
        let envelope = try Envelope(decoding: sealed.envelope)
        #expect(try Statement(decoding: sealed.provenance) == statement)
        #expect(envelope.payload == sealed.provenance && envelope.isSigned(by: key))
        #expect(binding.provenanceSHA256 == SHA256Digest(of: sealed.provenance))
        #expect(binding.signingKeySHA256 == SHA256Digest(of: key.subjectPublicKeyInfo))
        #expect(binding.logSHA256 == statement.logSHA256 && binding.nonce == statement.request.nonce)
        #expect(binding.configurationSHA256 == statement.request.configurationSHA256)
        #expect(binding.buildID == statement.invocation.id && binding.issuedAt == issuedAt)
        #expect(try Checksums(decoding: sealed.checksums).subjects == statement.subjects)
        let expected = SHA256Digest(of: sealed.provenance).bytes + SHA256Digest(of: sealed.binding).bytes
        #expect(sealed.reportData.bytes == expected)
    }

    @Test func `each build has a key of its own`() throws {
        let statement = try Samples.statement()
        let (one, other) = try (SealedBuild(statement, issuedAt: issuedAt), SealedBuild(statement, issuedAt: issuedAt))
        #expect(one.signingKey != other.signingKey && one.reportData != other.reportData)
    }

    @Test func `evidence survives being written and read, and is read strictly`() throws {
        let sealed = try SealedBuild(Samples.statement(), issuedAt: issuedAt)
        let hardware = HardwareEvidence(platform: .simulated, evidence: ["open": "member"], collateral: nil)
        let file = sealed.evidenceFile(with: hardware)
        #expect(try EvidenceFile(decoding: file.encoded) == file)
        let json = try JSONParser.parse(file.encoded)
        #expect(
            json.object?.names == [
                "format", "platform", "evidence", "binding", "signing_key", "collateral", "timestamp",
            ]
        )
        for mutation in json.structuralMutations where !mutation.name.hasPrefix(".evidence.") {
            #expect(throws: ProvenanceError.self, "\(mutation.name)") { try EvidenceFile(decoding: mutation.bytes) }
        }
    }

    @Test(arguments: ["{}", "{\"platform\":\"snp\"}", "{\"format\":\"urn:assay:evidence:v2\"}", "{\"format\":null}"])
    func `evidence without our format is foreign`(_ text: String) {
        let error = #expect(throws: ProvenanceError.self) { try EvidenceFile(decoding: Array(text.utf8)) }
        #expect(error?.code == .foreign)
    }

    @Test(arguments: ["", "[]", "null", "{", "\u{FEFF}{}"])
    func `what is no JSON object is malformed`(_ text: String) {
        let error = #expect(throws: ProvenanceError.self) { try EvidenceFile(decoding: Array(text.utf8)) }
        #expect(error?.code == .malformed)
    }

    @Test func `evidence over the limit is not looked into`() {
        let bytes = [UInt8](repeating: 0x20, count: EvidenceFile.sizeLimit + 1)
        let error = #expect(throws: ProvenanceError.self) { try EvidenceFile(decoding: bytes) }
        #expect(error?.code == .limit)
    }
}
