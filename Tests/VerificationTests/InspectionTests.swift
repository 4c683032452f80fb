import Bytes
import Enclave
import Evidence
import OpenSSLKit
import StrictJSON
import TestSupport
import Testing
import Verification

@Suite struct InspectionTests {
    @Test func `evidence is shown with its report, its binding and its key`() throws {
        let bytes = try #require(try ReleaseFixture().nested()["evidence.json"])
        let inspection = try Inspection(bytes)
        #expect(inspection.kind == .evidence)
        #expect(inspection.json["evidence"]?["MEASUREMENT"]?.string == SimulatedPlatform.measurement.hexadecimal)
        #expect(inspection.json["binding"]?["nonce"]?.string == ReleaseFixture.nonce)
        #expect(throws: Never.self) { try PublicKey(pem: inspection.signingKey ?? "") }
        #expect(inspection.lines.contains { $0.hasPrefix("evidence.REPORT_DATA: ") })
    }

    @Test func `a policy made from simulated evidence identifies nobody`() throws {
        let bytes = try #require(try ReleaseFixture().nested()["evidence.json"])
        let skeleton = try #require(Inspection(bytes).policySkeleton)
        #expect(skeleton.contains("Trust on first use"))
        #expect(skeleton.contains("platforms: [simulated]"))
        #expect(!skeleton.contains("measurement"))
    }

    @Test func `provenance and envelope show the same source`() throws {
        let files = try ReleaseFixture().nested()
        let provenance = try Inspection(#require(files["provenance.json"]))
        let envelope = try Inspection(#require(files["provenance.intoto.jsonl"]))
        #expect(provenance.kind == .provenance && envelope.kind == .envelope)
        #expect(envelope.json["payload"] == provenance.json)
        #expect(provenance.policySkeleton?.contains("source: \"https://github.com/owner/repo\"") == true)
        #expect(provenance.policySkeleton == envelope.policySkeleton)
    }

    @Test func `a raw report is shown under the specification's names`() throws {
        let machine = try ReleaseFixture.machine(line: .milan)
        let report = try machine.report(ReportData(provenance: [], binding: [])).encoded(signedWith: machine.signingKey)
        let inspection = try Inspection(report)
        #expect(inspection.kind == .snpReport)
        #expect(inspection.json["MEASUREMENT"]?.string == SimulatedPlatform.measurement.hexadecimal)
        #expect(inspection.policySkeleton?.contains(SimulatedPlatform.measurement.hexadecimal) == true)
    }

    @Test(arguments: [
        (SNPProductLine.milan, UInt8(0x01), "\n  # lines: [milan]\n"), (.genoa, 0x11, "\n  lines: [genoa]\n"),
    ])
    func `a policy made from a report does not accept Milan by itself`(
        line: SNPProductLine,
        model: UInt8,
        expected: String
    ) throws {
        let machine = try ReleaseFixture.machine(line: line)
        var report = machine.report(ReportData(provenance: [], binding: []))
        report.processor = [0x19, model, 0x01]
        let skeleton = try Inspection(report.encoded(signedWith: machine.signingKey)).policySkeleton
        #expect(skeleton?.contains(expected) == true)
    }

    @Test(
        .enabled(if: SharedFolder.vectors.isPresent, "the folder ../shared/vectors is absent"),
        arguments: HardwareFiles.all
    )
    func `evidence of hardware is shown, and the policy made from it accepts it`(file: HardwareFile) throws {
        let inspection = try Inspection(file.bytes())
        #expect(inspection.kind == file.kind)
        let skeleton = try #require(inspection.policySkeleton)
        for text in file.shown { #expect(inspection.lines.contains { $0.contains(text) }, "\(text)") }
        for text in file.policy { #expect(skeleton.contains(text), "\(skeleton)") }
    }

    @Test(.enabled(if: SharedFolder.vectors.isPresent, "the folder ../shared/vectors is absent"))
    func `a policy made from a quote of registers of zeros names none`() throws {
        let key = try SharedFolder.vectors.bytes("tpm2/swtpm-gen/ak_rsa.tpm2b_public")
        let zeros = String(repeating: "00", count: 32)
        let message =
            "ff5443478018" + "0022000b" + zeros + "0000" + String(zeros.prefix(50)) + "00000001000b03010000" + "0020"
            + zeros
        let quote: JSONValue = [
            "message": .string(message), "signature": "00",
            "pcrs": .array([JSONValue](repeating: .string(zeros), count: 24)),
        ]
        let file: JSONValue = [
            "platform": "tpm", "evidence": ["tpm_quote": quote, "ak_public": .string(key.base64)],
        ]
        let skeleton = try #require(Inspection(file.serialized()).policySkeleton)
        #expect(skeleton.contains("ak: [\"000b") && !skeleton.contains("pcrs"))
    }

    @Test(arguments: ["", "x", "{}", "[]", "{\"_type\":\"x\"}", "{\"payloadType\":\"x\"}", "{\"format\":1}"])
    func `anything else is refused`(_ text: String) {
        #expect(throws: InspectionError.self) { try Inspection(Array(text.utf8)) }
    }

    @Test(arguments: [(length: 100_000, depth: 1), (length: 1000, depth: 50)])
    func `what is shown of evidence does not outgrow it`(length: Int, depth: Int) throws {
        let head = #"{"\#(String(repeating: "a", count: length))": "#
        let elements = "[" + String(repeating: "0,", count: 5000) + "0]"
        let evidence = String(repeating: head, count: depth) + elements + String(repeating: "}", count: depth)
        let json = #"{"format": "urn:assay:evidence:v1", "platform": "nitro", "evidence": \#(evidence)}"#
        let size = try Inspection(Array(json.utf8)).lines.reduce(0) { $0 + $1.utf8.count }
        #expect(size < 10 * json.utf8.count)
    }

    @Test func `what is wrong with a file is said without its control characters`() throws {
        let json = #"{"format": "urn:assay:evidence:v1", "platform": "nitro", "evidence": {}, "\u001b[2J\n": 1}"#
        let error = try #require(throws: InspectionError.self) { try Inspection(Array(json.utf8)) }
        #expect(error.message.contains("[2J") && !error.message.contains { $0 == "\u{1B}" || $0.isNewline })
    }

    @Test func `no part and no changed bit of evidence makes it crash`() throws {
        let bytes = try #require(try ReleaseFixture().nested()["evidence.json"])
        for index in stride(from: 0, to: bytes.count, by: 5) {
            _ = try? Inspection(Array(bytes[..<index])).lines
            var changed = bytes
            changed[index] ^= 1 << UInt8(index % 8)
            _ = try? Inspection(changed).lines
        }
    }
}
