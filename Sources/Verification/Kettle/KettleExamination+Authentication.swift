import Builds
import Bytes
import Evidence
import Provenance
import StrictJSON

extension KettleExamination {
    /// The platforms that Kettle attests on, and the software stand-in.
    private static let platforms: [Platform] = [.snp, .tdx, .azureSNP, .azureTDX, .simulated]

    /// Proves that the evidence covers the provenance; `nil` if it does not, with the reasons in ``judgement``.
    mutating func authenticate() throws -> KettleBuild? {
        guard judgePolicy() else { return nil }
        let file = try readEvidence()
        guard judgeFormat(of: file) else { return nil }
        let provenance = try readProvenance()
        guard let (bytes, statement) = provenance, let file else {
            judgement.skip(.reportDataMismatch, "not judged without provenance and evidence")
            return nil
        }
        guard let machine = judgeMachine(file, statement) else { return nil }
        guard let commitment = judgeCommitment(of: machine, to: bytes) else { return nil }
        let nonce = commitment.nonce.flatMap { $0.allSatisfy { $0 == 0 } ? nil : Nonce($0.hexadecimal) }
        return KettleBuild(statement: statement, nonce: nonce, evidence: machine)
    }

    /// Whoever has a policy decides there too which formats count.
    private mutating func judgePolicy() -> Bool {
        let allowed = policy?.formats ?? [.kettle]
        guard allowed.contains(.kettle) else {
            judgement.fail(
                .formatNotAllowed,
                expected: allowed.map(\.rawValue).sorted().joined(separator: ", "),
                found: ReleaseFormat.kettle.rawValue,
                "the policy does not name the format",
                aspect: .policy
            )
            return false
        }
        return true
    }

    private mutating func judgeFormat(of file: BareEvidence?) -> Bool {
        guard let file, !file.isForeign else { return true }
        judgement.fail(
            .formatNotAllowed,
            expected: ReleaseFormat.kettle.rawValue,
            found: ReleaseFormat.assay.rawValue,
            "the files are of a format that was not asked for"
        )
        return false
    }

    private mutating func readProvenance() throws -> (bytes: [UInt8], statement: KettleStatement)? {
        guard let bytes = try contents(of: .provenance, limit: Statement.sizeLimit, .provenanceInvalid) else {
            if layout[.provenance] == nil {
                judgement.fail(.provenanceMissing, "\(BuildFile.provenance.rawValue) is missing")
            }
            return nil
        }
        do {
            let statement = try KettleStatement(decoding: bytes)
            judgement.pass(.provenanceInvalid, "the provenance is well formed")
            return (bytes, statement)
        } catch {
            judgement.fail(.provenanceInvalid, error.message)
            return nil
        }
    }

    private mutating func readEvidence() throws -> BareEvidence? {
        guard let bytes = try contents(of: .evidence, limit: EvidenceFile.sizeLimit, .evidenceInvalid) else {
            if layout[.evidence] == nil {
                judgement.fail(.evidenceMissing, "\(BuildFile.evidence.rawValue) is missing")
            }
            return nil
        }
        let file: BareEvidence
        do {
            file = try BareEvidence(decoding: bytes)
        } catch {
            judgement.fail(.evidenceInvalid, error.description)
            return nil
        }
        guard !file.isForeign || Self.platforms.contains(file.hardware.platform) else {
            judgement.fail(
                .platformNotSupported,
                expected: Self.platforms.map(\.rawValue).joined(separator: ", "),
                found: file.hardware.platform.rawValue,
                "Kettle does not attest on this platform"
            )
            return nil
        }
        judgement.pass(.evidenceInvalid, "\(BuildFile.evidence.rawValue) is well formed")
        return file
    }

    /// Judges the machine's evidence by itself. Kettle staples no collateral: that of whoever verifies is the only one.
    private mutating func judgeMachine(_ file: BareEvidence, _ statement: KettleStatement) -> VerifiedEvidence? {
        judgement.judgeRoots(of: evidence)
        let current = expectations.current
        let hardware = current.completing(
            HardwareEvidence(platform: file.hardware.platform, evidence: file.hardware.evidence, collateral: nil)
        )
        let time = current.time(of: file.hardware, at: expectations.time.given, made: statement.finishedOn)
        let expectation = CommitmentExpectation.unchecked("it is compared in the forms that Kettle has")
        let verdict = evidence.verify(hardware, expecting: expectation, at: time)
        judgement.append(contentsOf: verdict.results.filter { $0.code != .reportDataMismatch || $0.outcome == .fail })
        guard case .verified(let machine) = verdict else { return nil }
        judgement.judge(
            current,
            of: hardware,
            verifiedAs: machine,
            expecting: expectation,
            by: evidence,
            machineExpectations
        )
        return machine
    }

    private mutating func judgeCommitment(
        of machine: VerifiedEvidence,
        to provenance: [UInt8]
    ) -> KettleCommitment? {
        let found = machine.claims.commitment
        let commitment = KettleCommitment(found, of: provenance, on: machine.platform)
        let expected = KettleCommitment.Form.allCases
            .map { "\($0.rawValue) \(KettleCommitment.digest($0, of: provenance).hexadecimal)" }
        judgement.judge(
            .reportDataMismatch,
            commitment != nil,
            expected: expected.joined(separator: " or "),
            found: found.hexadecimal,
            "the evidence commits to the provenance",
            aspect: .binding
        )
        return commitment
    }
}
