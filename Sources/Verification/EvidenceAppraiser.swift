import Builds
import Bytes
package import Evidence
import Provenance
package import StrictJSON

package import struct FoundationEssentials.Date

/// What whoever appraises evidence by itself wants to be true.
package struct EvidenceExpectations: Sendable {
    /// Which builder is trusted, besides what the policy says.
    package var builder: Expectations.Builder
    package var policy: Expectations.PolicyExpectation
    /// The bytes that it must commit to, besides those of the policy and of the binding that the file carries.
    package var reportData: [UInt8]?
    /// The time of judgement; `nil` is when it was made, as far as that is known, else now.
    package var at: Date?
    /// Collateral of whoever appraises: the only one where the evidence carries none, else a second opinion.
    package var collateral: JSONValue?
    /// The clock of whoever appraises.
    package var now: Date
    package var allowsSimulated: Bool
    package var allowsDebug: Bool
    /// Whether the status under the newer collateral decides.
    package var requiresCurrent: Bool

    package init(
        builder: Expectations.Builder,
        policy: Expectations.PolicyExpectation,
        reportData: [UInt8]?,
        at: Date?,
        collateral: JSONValue?,
        now: Date,
        allowsSimulated: Bool,
        allowsDebug: Bool,
        requiresCurrent: Bool
    ) {
        self.builder = builder
        self.policy = policy
        self.reportData = reportData
        self.at = at
        self.collateral = collateral
        self.now = now
        self.allowsSimulated = allowsSimulated
        self.allowsDebug = allowsDebug
        self.requiresCurrent = requiresCurrent
    }
}

/// Judges one piece of evidence with no release around it. Pure: it reads no clock, file or network.
package struct EvidenceAppraiser: Sendable {
    private let verifier: EvidenceVerifier

    package init(evidence verifier: EvidenceVerifier) { self.verifier = verifier }

    /// Judges the bytes of an `evidence.json`, of Assay's format or of Kettle's.
    package func appraise(_ bytes: [UInt8], expecting expectations: EvidenceExpectations) -> Verdict {
        var judgement = Judgement()
        let file: BareEvidence
        do {
            file = try BareEvidence(decoding: bytes)
        } catch {
            judgement.fail(.evidenceInvalid, error.description, aspect: .authenticity)
            return Verdict(judgement, nil)
        }
        let machine = judge(file, expectations, &judgement)
        return Verdict(judgement, machine.map { .evidence($0) })
    }

    private func judge(
        _ file: BareEvidence,
        _ expectations: EvidenceExpectations,
        _ judgement: inout Judgement
    ) -> VerifiedEvidence? {
        let policy = expectations.policy.policy
        let format: ReleaseFormat = file.isForeign ? .kettle : .assay
        if let formats = policy?.formats, !formats.contains(format) {
            judgement.fail(
                .formatNotAllowed,
                expected: formats.map(\.rawValue).sorted().joined(separator: ", "),
                found: format.rawValue,
                "the evidence is of a format that the policy does not name",
                aspect: .policy
            )
        }
        if file.hasTimestamp {
            judgement.fail(.timestampNotSupported, "there is a time stamp, which this version cannot judge")
        }
        judgement.judgeBinding(of: file)
        judgement.judgeRoots(of: verifier)
        let current = CurrentStatus(
            collateral: expectations.collateral,
            time: expectations.at ?? expectations.now,
            isRequired: expectations.requiresCurrent
        )
        let hardware = current.completing(file.hardware)
        let commitment = Self.commitment(of: file, policy, expectations)
        // The evidence must commit to the binding, so that nobody else's word chooses the time.
        let claimed = file.binding?.issuedAt
        let time = current.time(of: file.hardware, at: expectations.at, made: claimed)
        let verdict = verifier.verify(hardware, expecting: commitment, at: time)
        judgement.append(contentsOf: verdict.results)
        guard case .verified(let machine) = verdict else { return nil }
        let demands = MachineExpectations(
            builder: expectations.builder,
            policy: policy?.machine,
            allowsDebug: expectations.allowsDebug,
            allowsSimulated: expectations.allowsSimulated,
            isRelease: false,
            choosesCollateral: current.isOnly(for: file.hardware)
        )
        judgement.appraise(machine, demands)
        if policy?.speaksOfReleases == true {
            judgement.notice(.sourceNotAppraised, "what the policy demands of a release was not judged: there is none")
        }
        judgement.judgeFreshness(of: machine, committingTo: commitment)
        judgement.judgeTime(of: machine, claimed: claimed)
        if let age = policy?.maximumAge {
            judgement.judgeAge(of: machine, maximum: age, at: expectations.at ?? expectations.now)
        }
        judgement.judge(current, of: hardware, verifiedAs: machine, expecting: commitment, by: verifier, demands)
        return machine
    }

    /// What a binding demands that the evidence commits to.
    private static func reportData(_ binding: Binding, _ file: BareEvidence) -> ReportData? {
        ReportData(
            provenanceSHA256: binding.provenanceSHA256.bytes,
            bindingSHA256: SHA256Digest(of: file.bindingBytes).bytes
        )
    }

    /// What the caller names, what the policy names, and what the binding in the file demands: all of it, because whoever
    /// finds a binding in a file that was verified relies on it.
    private static func commitment(
        of file: BareEvidence,
        _ policy: Policy?,
        _ expectations: EvidenceExpectations
    ) -> CommitmentExpectation {
        let named = [expectations.reportData, policy?.reportData].compactMap { $0 }
        let bound = file.binding.flatMap { reportData($0, file) }
        let demands = named.map { CommitmentExpectation.exactly($0) } + (bound.map { [.build($0)] } ?? [])
        switch demands.count {
        case 0:
            return .unchecked("nobody said what the evidence should commit to, so it vouches for nothing in particular")
        case 1: return demands[0]
        default: return .all(demands)
        }
    }
}
