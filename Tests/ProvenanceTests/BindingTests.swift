import Builds
import FoundationEssentials
import Provenance
import StrictJSON
import TestSupport
import Testing

@Suite struct BindingTests {
    private func binding(nonce: Nonce? = Nonce("000102030405060708090a0b0c0d0e0f")) throws -> Binding {
        Binding(
            buildID: try #require(BuildID(String(repeating: "0f", count: 16))),
            nonce: nonce,
            provenanceSHA256: Samples.digest("provenance"),
            logSHA256: Samples.digest("log"),
            configurationSHA256: Samples.digest("configuration"),
            signingKeySHA256: Samples.digest("key"),
            issuedAt: Date(timeIntervalSince1970: 1_800_000_000.75)
        )
    }

    @Test func `a binding survives being written and read`() throws {
        for binding in [try binding(), try binding(nonce: nil)] {
            #expect(try Binding(decoding: binding.encoded) == binding)
        }
    }

    @Test func `a binding has exactly the members of the format`() throws {
        let json = try JSONParser.parse(binding().encoded)
        #expect(
            json.object?.names == [
                "_type", "build_id", "nonce", "provenance_sha256", "log_sha256", "configuration_sha256",
                "signing_key_sha256", "issued_at",
            ]
        )
        #expect(json["_type"]?.string == "urn:assay:binding:v1")
        for mutation in json.structuralMutations {
            #expect(throws: ProvenanceError.self, "\(mutation.name)") { try Binding(decoding: mutation.bytes) }
        }
        for bytes in JSONMutation.duplicatedMembers(try binding().encoded) {
            #expect(throws: ProvenanceError.self) { try Binding(decoding: bytes) }
        }
    }

    @Test(arguments: [
        ("0f0f", "0F0F"), ("2027-01-15T08:00:00Z", "2027-01-15T08:00:00+00:00"), ("2027-01-15T08:00:00Z", "now"),
        ("000102030405060708090a0b0c0d0e0f", "00010203-0405-0607-0809-0a0b0c0d0e0f"), ("binding:v1", "binding:v2"),
        ("2027-01-15T08:00:00Z", "2027-01-15T08:00:00.5Z"),
    ])
    func `a value in another spelling is refused`(_ old: String, _ new: String) throws {
        let text = String(decoding: try binding().encoded, as: UTF8.self)
        let changed = text.replacing(old, with: new)
        #expect(changed != text)
        #expect(throws: ProvenanceError.self) { try Binding(decoding: Array(changed.utf8)) }
    }

    @Test func `4 KiB is the limit, white space included`() throws {
        let bytes = try binding().encoded
        let padding = [UInt8](repeating: 0x20, count: Binding.sizeLimit - bytes.count)
        #expect(throws: Never.self) { try Binding(decoding: bytes + padding) }
        let error = #expect(throws: ProvenanceError.self) { try Binding(decoding: bytes + padding + [0x20]) }
        #expect(error?.code == .limit)
    }
}
