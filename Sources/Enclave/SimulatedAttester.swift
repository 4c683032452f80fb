package import Builds
import Dispatch
package import Evidence
import OpenSSLKit

package import struct FoundationEssentials.Date

/// The software stand-in: its evidence has SNP's format under a root that is made for this one value.
///
/// It lets everything run on a machine without the hardware, and proves that files agree with each other and no more.
package actor SimulatedAttester: Attester {
    package nonisolated var platform: Platform { .simulated }

    private let now: @Sendable () -> Date
    private var platformTask: Task<Result<SimulatedPlatform, EnclaveError>, Never>?

    /// `now` is asked once, when the certificates are made.
    package init(now: @escaping @Sendable () -> Date = { Date() }) {
        self.now = now
    }

    /// Makes the keys and certificates; the first of this and ``attest(reportData:)`` does, later ones wait for it.
    package func prepare() async {
        _ = await simulatedPlatform()
    }

    package func attest(reportData: ReportData) async throws(EnclaveError) -> HardwareEvidence {
        let simulated = try await simulatedPlatform().get()
        do {
            let report = try simulated.report(reportData).encoded(signedWith: simulated.signingKey)
            return HardwareEvidence(
                platform: .simulated,
                evidence: simulated.evidence(report).json,
                collateral: nil
            )
        } catch {
            throw EnclaveError(.failure, error.operation, error.message)
        }
    }

    private func simulatedPlatform() async -> Result<SimulatedPlatform, EnclaveError> {
        if let platformTask { return await platformTask.value }
        let time = now()
        let task = Task { await Self.make(at: time) }
        platformTask = task
        return await task.value
    }

    /// Works on a Dispatch thread: making RSA keys would block the cooperative pool.
    private static func make(at time: Date) async -> Result<SimulatedPlatform, EnclaveError> {
        await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async {
                do throws(OpenSSLError) {
                    let chipID = try SecureRandom.bytes(64)
                    let platform = try SimulatedPlatform(SimulatedPlatform.Identity(chipID: chipID, now: time))
                    continuation.resume(returning: .success(platform))
                } catch {
                    continuation.resume(returning: .failure(EnclaveError(.failure, error.operation, error.message)))
                }
            }
        }
    }
}
