import Builds
import Bytes
import Evidence
import StrictJSON

/// What a machine's evidence says, decoded and unchecked, and the policy that it would satisfy.
struct EvidenceInspection {
    /// The fields under the specifications' names; the evidence as it stands where it cannot be read.
    let json: JSONValue
    /// The section of a policy, in YAML; empty where nothing in it identifies a machine.
    let policy: [String]

    private init(_ json: JSONValue, policy: [String]) {
        self.json = json
        self.policy = policy
    }

    init(_ hardware: HardwareEvidence) {
        do throws(EvidenceError) {
            self = try Self.read(hardware)
        } catch {
            self.init(hardware.evidence, policy: [])
        }
    }

    /// A raw report of SNP.
    init(_ report: SNPReport, isHardware: Bool = true) {
        let line = report.processor.flatMap { SNPProductLine(processor: $0) }
        var policy = ["snp:"]
        if line == .milan {
            // Naming the line accepts what is known of it; nobody should do that without noticing.
            policy.append("  # Whoever has a chip of this line can sign for any firmware. To accept that all the same:")
            policy.append("  # lines: [milan]")
        } else if let line, line != .simulated {
            policy.append("  lines: [\(line.rawValue)]")
        }
        policy.append("  measurement: [\"\(report.measurement.hexadecimal)\"]")
        self.init(report.inspection, policy: isHardware ? policy : [])
    }

    /// A raw quote of TDX.
    init(_ quote: TDXQuote) {
        let report = quote.report
        let registers = report.rtmr.enumerated().map { "  rtmr\($0.offset): [\"\($0.element.hexadecimal)\"]" }
        self.init(
            quote.inspection,
            policy: ["tdx:", "  mrtd: [\"\(report.mrtd.hexadecimal)\"]"] + registers.prefix(3)
                + ["  # min_tcb_evaluation_data_number: the one in Intel's collateral of today"]
        )
    }

    private static func read(_ hardware: HardwareEvidence) throws(EvidenceError) -> EvidenceInspection {
        switch hardware.platform {
        case .snp: return Self(try SNPReport(parsing: SNPEvidence.hardware(hardware.evidence).report))
        case .simulated:
            let report = try SNPReport(parsing: SNPEvidence.simulated(hardware.evidence).report)
            return Self(report, isHardware: false)
        case .tdx: return Self(try TDXQuote(parsing: TDXEvidence(hardware.evidence).quote))
        case .azureSNP: return try azure(AzureEvidence(hardware.evidence, on: .snp))
        case .azureTDX: return try azure(AzureEvidence(hardware.evidence, on: .tdx))
        case .nitro: return Self(try NitroDocument(unchecked: NitroEvidence(hardware.evidence).document))
        case .tpm: return try tpm(TPMEvidence(hardware.evidence))
        }
    }

    /// A raw document of Nitro.
    init(_ document: NitroDocument) {
        let image = document.pcrs[0].map { ["nitro:", "  pcrs: {0: [\"\($0.hexadecimal)\"]}"] } ?? []
        self.init(document.json, policy: image)
    }

    private static func azure(_ evidence: AzureEvidence) throws(EvidenceError) -> EvidenceInspection {
        let report = try HCLReport(parsing: evidence.report)
        let quote = try TPMQuote(parsing: evidence.quote.message)
        let hardware: (json: JSONValue, measurement: [UInt8])
        switch evidence.hardware {
        case .vcek:
            let report = try SNPReport(parsing: report.hardwareReport)
            hardware = (report.inspection, report.measurement)
        case .tdQuote(let bytes):
            let quote = try TDXQuote(parsing: bytes)
            hardware = (quote.inspection, quote.report.mrtd)
        }
        let runtime = (try? JSONParser.parse(report.runtimeData)) ?? .null
        let json: JSONValue = [
            "hardware_report": hardware.json,
            "runtime_data": runtime,
            "tpm_quote": inspection(of: quote, evidence.quote.registers),
        ]
        let measurement = ["azure:", "  measurement: [\"\(hardware.measurement.hexadecimal)\"]"]
        return Self(json, policy: measurement + registers([4, 7, 8, 9, 11, 12], quote, evidence.quote.registers))
    }

    private static func tpm(_ evidence: TPMEvidence) throws(EvidenceError) -> EvidenceInspection {
        let quote = try TPMQuote(parsing: evidence.quote.message)
        let key = try TPMPublicArea(parsing: evidence.attestationKey)
        let json: JSONValue = [
            "attestation_key": ["name": .string(key.name.description)],
            "tpm_quote": inspection(of: quote, evidence.quote.registers),
        ]
        let policy = ["tpm:", "  ak: [\"\(key.name)\"]"]
        return Self(json, policy: policy + registers(Array(0...15), quote, evidence.quote.registers))
    }

    private static func inspection(of quote: TPMQuote, _ values: [[UInt8]]) -> JSONValue {
        var registers = JSONObject()
        for index in quote.selection where values.indices.contains(index) {
            registers["\(index)"] = .string(values[index].hexadecimal)
        }
        return [
            "extra_data": .string(quote.extraData.hexadecimal),
            "qualified_signer": .string(quote.qualifiedSigner.description),
            "pcr_digest": .string(quote.pcrDigest.hexadecimal),
            "pcrs": .object(registers),
        ]
    }

    /// The key `pcrs` with the quoted ones of `indices` that something was measured into, a line each; nothing where
    /// there are none, as no policy names no register.
    private static func registers(_ indices: [Int], _ quote: TPMQuote, _ values: [[UInt8]]) -> [String] {
        let lines = indices.filter { quote.selection.contains($0) && values.indices.contains($0) }
            .filter { index in values[index].contains { $0 != 0 } }
            .map { "    \($0): [\"\(values[$0].hexadecimal)\"]" }
        return lines.isEmpty ? [] : ["  pcrs:"] + lines
    }
}
