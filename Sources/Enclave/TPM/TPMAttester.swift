package import Builds
package import Evidence
import OpenSSLKit

/// A TPM 2.0: vouches for what a machine started, not for who can read its memory.
///
/// It signs with the key at the customary handle where that is an attestation key, else with one that it derives from
/// the owner's hierarchy, always the same.
package struct TPMAttester: Attester {
    package var platform: Platform { .tpm }

    private let address: TPMAddress
    private let pause: RetryPause

    package init(_ address: TPMAddress = .standard, pause: RetryPause = .standard) {
        self.address = address
        self.pause = pause
    }

    package func check() async throws(EnclaveError) { _ = try await attestationKey() }

    package func attest(reportData: ReportData) async throws(EnclaveError) -> HardwareEvidence {
        let (address, pause) = (address, pause)
        let qualifyingData = DigestAlgorithm.sha256.digest(reportData.bytes)
        let evidence = try await BlockingQueue.run { () throws(EnclaveError) in
            let tpm = try TPM(address, pause: pause)
            return try tpm.withAttestationKey { tpm, key throws(EnclaveError) in
                TPMEvidence(
                    quote: try tpm.coherentQuote(with: key.handle, qualifyingData: qualifyingData),
                    attestationKey: key.sizedPublicArea
                )
            }
        }
        return HardwareEvidence(platform: .tpm, evidence: evidence.json, collateral: nil)
    }

    /// The key that evidence will be signed with, whose Name a policy pins.
    package func attestationKey() async throws(EnclaveError) -> TPMPublicArea {
        let (address, pause) = (address, pause)
        return try await BlockingQueue.run { () throws(EnclaveError) in
            let tpm = try TPM(address, pause: pause)
            return try tpm.withAttestationKey { _, key in key.publicArea }
        }
    }
}
