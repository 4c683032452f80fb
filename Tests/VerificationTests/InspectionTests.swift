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
        #expect(skeleton.contains("ak: [\"000b") && !skeleton.contains("  pcrs"))
        #expect(skeleton.contains("# This identifies no builder: "))
    }

    @Test func `a policy made from a report of version 2 accepts Milan neither`() throws {
        let machine = try ReleaseFixture.machine(line: .milan)
        var report = machine.report(ReportData(provenance: [], binding: []))
        report.version = 2
        let bytes = try report.encoded(signedWith: machine.signingKey)
        // The report by itself does not say which line it is from; the certificate of its key does.
        let bare = try #require(Inspection(bytes).policySkeleton)
        #expect(bare.contains("\n  # lines: [milan]\n") && !bare.contains("\n  lines:"))
        let file: JSONValue = [
            "platform": "snp",
            "evidence": [
                "attestation_report": .string(bytes.base64), "cert_chain": ["vcek": .string(machine.vcek.der.base64)],
            ],
        ]
        let whole = try #require(Inspection(file.serialized()).policySkeleton)
        #expect(whole.contains("Whoever has a chip of this line") && whole.contains("\n  # lines: [milan]\n"))
    }

    @Test func `a policy made from a measurement of zeros says that it identifies nobody`() throws {
        let machine = try ReleaseFixture.machine(line: .genoa)
        var report = machine.report(ReportData(provenance: [], binding: []))
        report.processor = [0x19, 0x11, 0x01]
        #expect(
            try Inspection(report.encoded(signedWith: machine.signingKey)).policySkeleton?.contains("no builder")
                == false
        )
        report.measurement = [UInt8](repeating: 0, count: 48)
        #expect(
            try Inspection(report.encoded(signedWith: machine.signingKey)).policySkeleton?
                .contains("# This identifies no builder: snp.measurement") == true
        )
    }

    /// A captured machine with other registers: nothing of it is checked.
    private func azure(_ registers: [Int: UInt8]) throws -> String {
        let json = try JSONParser.parse(SharedFolder.vectors.bytes("az-snp/milan-v3-live/evidence.json"))
        var quote = try #require(json["evidence"]?["tpm_quote"]?.object)
        var values = try #require(quote["pcrs"]?.array)
        for (index, value) in registers {
            values[index] = .string([UInt8](repeating: value, count: 32).hexadecimal)
        }
        quote["pcrs"] = .array(values)
        var evidence = try #require(json["evidence"]?.object)
        evidence["tpm_quote"] = .object(quote)
        let file: JSONValue = ["platform": "az-snp", "evidence": .object(evidence)]
        return try #require(Inspection(file.serialized()).policySkeleton)
    }

    @Test(
        .enabled(if: SharedFolder.vectors.isPresent, "the folder ../shared/vectors is absent"),
        arguments: [
            // An image whose stub measures: nothing was added to its command line, and that is part of it.
            ([9: 0, 11: 1, 12: 0], [4, 7, 11, 12, 13], true), ([9: 1, 11: 1, 12: 1], [4, 7, 9, 11, 12, 13], true),
            // GRUB, and a kernel that measures its initrd.
            ([8: 1, 9: 1, 11: 0, 12: 0], [4, 7, 8, 9], true), ([9: 1, 12: 1], [4, 7, 9, 12], true),
            // Nobody measured the initrd, the command line, or anything.
            ([9: 0, 12: 1], [4, 7, 12], false), ([9: 1, 12: 0], [4, 7, 9], false),
            ([4: 0, 7: 0, 9: 0, 12: 0], [], false),
        ] as [([Int: UInt8], [Int], Bool)]
    )
    func `a policy made from registers names what was started, or says that it cannot`(
        registers: [Int: UInt8],
        named: [Int],
        suffices: Bool
    ) throws {
        let skeleton = try azure(registers)
        let lines = skeleton.split(separator: "\n").filter { $0.hasPrefix("    ") }
        #expect(lines.compactMap { Int($0.drop { $0 == " " }.prefix { $0 != ":" }) } == named)
        #expect(skeleton.contains("# This identifies no builder: azure.pcrs must cover") == !suffices)
    }

    @Test(.enabled(if: SharedFolder.vectors.isPresent, "the folder ../shared/vectors is absent"))
    func `a policy made from a machine of Azure says what else a release needs`() throws {
        let skeleton = try azure([:])
        #expect(skeleton.contains("\n# snp: {lines: [milan]}\n") && !skeleton.contains("\nsnp:"))
        #expect(skeleton.contains("\n# formats: [assay, kettle]\n"))
        let tdx = try #require(HardwareFiles.all.first { $0.path.hasPrefix("az-tdx") })
        let other = try #require(Inspection(tdx.bytes()).policySkeleton)
        #expect(other.contains("\n# tdx: {min_tcb_evaluation_data_number: "))
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
