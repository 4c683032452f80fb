package import Builds
package import Evidence

/// Asks a machine to commit to 64 bytes.
package protocol Attester: Sendable {
    /// The platform whose evidence this gives.
    var platform: Platform { get }

    /// Whether the machine can be asked at all, found out before a build takes its time. Asks for no evidence.
    func check() async throws(EnclaveError)

    /// Does ahead of time what need not wait for the data, so that it may run beside a build. Optional; safe to repeat.
    func prepare() async

    /// Evidence that commits to `reportData`, with the collateral that belongs to it.
    func attest(reportData: ReportData) async throws(EnclaveError) -> HardwareEvidence
}

extension Attester {
    package func check() async throws(EnclaveError) {}
    package func prepare() async {}
}
