import Builds
package import Collateral
import CurlKit
package import Enclave

extension PipelineSettings {
    /// Whoever vouches for what these settings build.
    package func attester() throws -> any Attester {
        guard let selection = EnclaveSelection(platform) else {
            throw BuildFailure(.attestationFailed, "there is no platform '\(platform)'")
        }
        guard let tpm = TPMAddress(enclave.tpm) else {
            throw BuildFailure(.attestationFailed, "'\(enclave.tpm)' is not the address of a TPM")
        }
        let services = CollateralServices(
            endpoints: try endpoints(),
            cache: enclave.cacheDirectory.map { CollateralCache(directory: $0) }
        )
        let options = EnclaveOptions(tpm: tpm, collateral: services, azure: services)
        return try selection.attester(on: DetectedHardware.detect(), options: options)
    }

    /// Where vendors' statements are fetched from.
    package func endpoints() throws -> CollateralEndpoints {
        do throws(HTTPError) {
            return try CollateralEndpoints(amd: enclave.amd, intel: enclave.intel, intelRootCRL: enclave.intelRootCRL)
        } catch {
            throw BuildFailure(.attestationFailed, "enclave.collateral: \(error.message)")
        }
    }
}
