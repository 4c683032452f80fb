import Evidence
import FoundationEssentials
import Glibc
import Settings
import StrictJSON
import Verification

/// Judges evidence with everything that a caller can ask for.
enum FuzzAppraisal {
    /// An `evidence.json` that holds, and what came of it.
    struct Genuine {
        let json: JSONValue
        let machine: VerifiedEvidence
    }

    static func verdict(on bytes: [UInt8]) -> Verdict {
        EvidenceAppraiser(evidence: .standard).appraise(bytes, expecting: expectations)
    }

    /// The evidence of real machines in the folder that `FUZZ_GENUINE` names; none where it names none.
    static let genuine: [Genuine] = {
        guard let folder = ProcessInfo.processInfo.environment["FUZZ_GENUINE"] else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let genuine: [Genuine] = names.sorted().compactMap { name in
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)"),
                let machine = verdict(on: Array(data)).machine, let json = try? JSONParser.parse(Array(data))
            else { return nil }
            return Genuine(json: json, machine: machine)
        }
        let platforms = Set(genuine.map(\.json).compactMap { $0["platform"]?.string }).sorted().joined(separator: ", ")
        let note = Array("genuine: \(genuine.count) of \(platforms)\n".utf8)
        _ = write(STDERR_FILENO, note, note.count)
        return genuine
    }()

    /// Whether a real machine signed what the claims rest on.
    static func isGenuine(_ claims: EvidenceClaims) -> Bool {
        genuine.contains { isSame($0.machine.claims, claims) }
    }

    /// Judges every genuine machine by a policy.
    static func appraise(by policy: AppraisalPolicy) {
        for evidence in genuine {
            let time = evidence.machine.time.source
            let options = AppraisalOptions(isRelease: true, isAnyBuilder: false, timeSource: time)
            _ = evidence.machine.appraise(policy, options: options)
        }
    }

    /// Compares what is signed by the machine; collateral, event logs and certificates may differ.
    private static func isSame(_ one: EvidenceClaims, _ other: EvidenceClaims) -> Bool {
        switch (one, other) {
        case (.snp(let one), .snp(let other)): one.report == other.report
        case (.tdx(let one), .tdx(let other)): one.header == other.header && one.report == other.report
        case (.nitro(let one), .nitro(let other)): one.document == other.document
        case (.tpm(let one), .tpm(let other)): one.quote == other.quote && one.attestationKey == other.attestationKey
        case (.azure(let one), .azure(let other)):
            one.quote == other.quote && one.configuration == other.configuration && one.userData == other.userData
        default: false
        }
    }

    /// A time at which most of the evidence in the folder of vectors holds.
    private static let expectations = EvidenceExpectations(
        builder: .unspecified,
        policy: .policy(policy),
        reportData: nil,
        at: nil,
        collateral: nil,
        now: Date(timeIntervalSince1970: 1_773_964_800),
        allowsSimulated: true,
        allowsDebug: true,
        requiresCurrent: false
    )

    /// Asks for something of everything, so that every rule is judged.
    private static let policy: Policy = {
        let bytes = [UInt8](repeating: 0xAB, count: 64).map { _ in "ab" }.joined()
        func hex(_ count: Int) -> String { String(bytes.prefix(count * 2)) }
        let text = """
            formats: [assay, kettle]
            snp: {lines: [milan, genoa], measurement: [\(hex(48))], id_key_digest: [\(hex(48))], min_guest_svn: 1,
              family_id: \(hex(16)), image_id: \(hex(16)), host_data: \(hex(32)), vmpl: 0, chip_id: [\(hex(64))],
              mitigation_vector: 1, require: [alias_check, crl], allow: [smt],
              min_tcb: {milan: {bootloader: 3, tee: 0, snp: 8, microcode: 115}}}
            tdx: {mrtd: [\(hex(48))], rtmr0: [\(hex(48))], mr_seam: [\(hex(48))], mr_signer_seam: \(hex(48)),
              fmspc: [\(hex(6))], tcb_status: [UpToDate], min_tcb_evaluation_data_number: 17}
            azure: {measurement: [\(hex(48))], pcrs: {4: [\(hex(32))]}, secure_boot: true, console_enabled: false}
            tpm: {ak: [\(hex(34))], pcrs: {4: [\(hex(32))]}}
            nitro: {pcrs: {0: [\(hex(48))]}}
            """
        guard let file = try? PolicyFile.read(Array(text.utf8), file: "policy") else { fatalError("no policy") }
        return Policy(machine: file.machine, formats: [.assay, .kettle], maximumAge: 3600)
    }()
}
