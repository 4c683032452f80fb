package import Builds
package import Evidence

package import struct FoundationEssentials.Date

/// An attester whose evidence is verified, as others will verify it, before anybody builds on it.
///
/// What cannot be verified now never will be: better no release than one that everybody rejects.
package struct VerifyingAttester: Attester {
    package var platform: Platform { attester.platform }

    private let attester: any Attester
    private let verifier: EvidenceVerifier
    private let now: @Sendable () -> Date

    package init(
        _ attester: any Attester,
        verifier: EvidenceVerifier = .standard,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.attester = attester
        self.verifier = verifier
        self.now = now
    }

    package func check() async throws(EnclaveError) { try await attester.check() }
    package func prepare() async { await attester.prepare() }

    package func attest(reportData: ReportData) async throws(EnclaveError) -> HardwareEvidence {
        let evidence = try await attester.attest(reportData: reportData)
        let (verifier, time) = (verifier, JudgementTime(now(), .clock))
        let verdict = try await BlockingQueue.run { () throws(EnclaveError) in
            verifier.verify(evidence, expecting: .build(reportData), at: time)
        }
        guard case .rejected(let results) = verdict else { return evidence }
        let failures = results.filter { $0.outcome == .fail }.map { "\($0.code): \($0.message)" }
        throw EnclaveError(
            .failure,
            "verify",
            "the machine's evidence is not accepted: \(failures.joined(separator: "; "))",
            hint: "whoever verified the release would reject it too; check the machine's firmware and its clock"
        )
    }
}
