package import Builds
import Bytes
package import Evidence
import OpenSSLKit
import StrictJSON

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
        let (quote, key) = try await BlockingQueue.run { () throws(EnclaveError) in
            let tpm = try TPM(address, pause: pause)
            return try tpm.withAttestationKey { tpm, handle, key throws(EnclaveError) in
                (try tpm.coherentQuote(with: handle, qualifyingData: qualifyingData), key)
            }
        }
        return HardwareEvidence(platform: .tpm, evidence: Self.json(quote, key), collateral: nil)
    }

    /// The key that evidence will be signed with, for a policy to pin.
    package func attestationKey() async throws(EnclaveError) -> AttestationKey {
        let (address, pause) = (address, pause)
        return try await BlockingQueue.run { () throws(EnclaveError) in
            let tpm = try TPM(address, pause: pause)
            return try tpm.withAttestationKey { _, _, key in key }
        }
    }

    private static func json(_ quote: TPMQuote, _ key: AttestationKey) -> JSONValue {
        [
            "tpm_quote": [
                "message": .string(quote.message.hexadecimal),
                "signature": .string(quote.signature.hexadecimal),
                "pcrs": .array(quote.registers.values.map { .string($0.hexadecimal) }),
            ],
            "ak_public": .string(key.sizedPublicArea.base64),
        ]
    }
}

extension TPM {
    /// Lends an attestation key; one that had to be made is removed afterwards.
    borrowing func withAttestationKey<Value>(
        _ body: (borrowing TPM, _ handle: UInt32, AttestationKey) throws(EnclaveError) -> Value
    ) throws(EnclaveError) -> Value {
        if let area = try publicArea(at: TPMHandle.attestationKey), let key = AttestationKey(publicArea: area) {
            return try body(self, TPMHandle.attestationKey, key)
        }
        let (handle, area) = try makePrimary(AttestationKey.template)
        let result: Result<Value, EnclaveError>
        do throws(EnclaveError) {
            guard let key = AttestationKey(publicArea: area) else {
                throw EnclaveError(.malformed, "TPM2_CreatePrimary", "the TPM made another key than it was asked for")
            }
            result = .success(try body(self, handle, key))
        } catch {
            result = .failure(error)
        }
        try flush(handle)
        return try result.get()
    }
}
