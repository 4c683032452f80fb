import Builds
import Bytes
import Evidence
import OpenSSLKit
import StrictJSON

/// What a machine's evidence says, decoded and unchecked, and the policy that it would satisfy.
struct EvidenceInspection {
    /// The fields under the specifications' names; the evidence as it stands where it cannot be read.
    let json: JSONValue
    /// The section of a policy, in YAML; empty where nothing in it identifies a machine.
    let policy: [String]
    /// What that section lacks to tell one builder from another; `nil` where it says enough.
    let identityGap: String?

    private init(_ json: JSONValue, policy: [String], identityGap: String?) {
        self.json = json
        self.policy = policy
        self.identityGap = identityGap
    }

    init(_ hardware: HardwareEvidence) {
        do throws(EvidenceError) {
            self = try Self.read(hardware)
        } catch {
            self.init(hardware.evidence, policy: [], identityGap: nil)
        }
    }

    /// A report of SNP, raw or with the DER of its key's certificate; that of the stand-in identifies nobody.
    init(_ report: SNPReport, certificate: [UInt8]? = nil, isHardware: Bool = true) {
        guard isHardware else {
            self.init(report.inspection, policy: [], identityGap: nil)
            return
        }
        var policy = SNPPolicy()
        policy.measurement = [report.measurement]
        let measurement = "  measurement: [\"\(report.measurement.hexadecimal)\"]"
        self.init(
            report.inspection,
            policy: ["snp:"] + InspectedLine(of: report, certificate).section + [measurement],
            identityGap: policy.identityGap
        )
    }

    /// A raw quote of TDX.
    init(_ quote: TDXQuote) {
        let report = quote.report
        let registers = report.rtmr.enumerated().map { "  rtmr\($0.offset): [\"\($0.element.hexadecimal)\"]" }
        var policy = TDXPolicy()
        policy.mrtd = [report.mrtd]
        policy.rtmr1 = [report.rtmr[1]]
        policy.rtmr2 = [report.rtmr[2]]
        self.init(
            quote.inspection,
            policy: ["tdx:", "  mrtd: [\"\(report.mrtd.hexadecimal)\"]"] + registers.prefix(3)
                + ["  # \(Self.evaluationHint)"],
            identityGap: policy.identityGap
        )
    }

    /// What a policy for a release has to say besides.
    private static let evaluationHint = "min_tcb_evaluation_data_number: the one in Intel's collateral of today"

    private static func read(_ hardware: HardwareEvidence) throws(EvidenceError) -> EvidenceInspection {
        switch hardware.platform {
        case .snp:
            let parts = try SNPEvidence.hardware(hardware.evidence)
            return Self(try SNPReport(parsing: parts.report), certificate: parts.certificate)
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
        var policy = NitroPolicy()
        policy.pcrs[0] = document.pcrs[0].map { [$0] }
        self.init(document.json, policy: image, identityGap: image.isEmpty ? nil : policy.identityGap)
    }

    private static func azure(_ evidence: AzureEvidence) throws(EvidenceError) -> EvidenceInspection {
        let report = try HCLReport(parsing: evidence.report)
        let quote = try TPMQuote(parsing: evidence.quote.message)
        let hardware: (json: JSONValue, platform: Platform, measurement: [UInt8], policy: [String])
        switch evidence.hardware {
        case .vcek(let certificate):
            let report = try SNPReport(parsing: report.hardwareReport)
            let line = InspectedLine(of: report, certificate)
            hardware = (report.inspection, .azureSNP, report.measurement, line.policy)
        case .tdQuote(let bytes):
            let quote = try TDXQuote(parsing: bytes)
            let hint = ["# tdx: {\(evaluationHint)}"]
            hardware = (quote.inspection, .azureTDX, quote.report.mrtd, hint)
        }
        let runtime = (try? JSONParser.parse(report.runtimeData)) ?? .null
        let json: JSONValue = [
            "hardware_report": hardware.json,
            "runtime_data": runtime,
            "tpm_quote": inspection(of: quote, evidence.quote.registers),
        ]
        let registers = InspectedRegisters(of: quote, evidence.quote.registers).started
        var policy = AzurePolicy()
        policy.measurement = [hardware.measurement]
        policy.pcrs = registers.policy
        let measurement = ["azure:", "  measurement: [\"\(hardware.measurement.hexadecimal)\"]"]
        return Self(
            json,
            policy: measurement + registers.lines + hardware.policy,
            identityGap: policy.identityGap(on: hardware.platform, minGuestSVN: nil)
        )
    }

    private static func tpm(_ evidence: TPMEvidence) throws(EvidenceError) -> EvidenceInspection {
        let quote = try TPMQuote(parsing: evidence.quote.message)
        let key = try TPMPublicArea(parsing: evidence.attestationKey)
        let json: JSONValue = [
            "attestation_key": ["name": .string(key.name.description)],
            "tpm_quote": inspection(of: quote, evidence.quote.registers),
        ]
        let registers = InspectedRegisters(of: quote, evidence.quote.registers).measured(among: 0...15)
        var policy = TPMPolicy()
        policy.ak = [key.name.bytes]
        policy.pcrs = registers.policy
        return Self(
            json,
            policy: ["tpm:", "  ak: [\"\(key.name)\"]"] + registers.lines,
            identityGap: policy.identityGap
        )
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
}
