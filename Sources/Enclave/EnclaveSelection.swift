package import Builds

/// Which machine is asked for evidence, as configuration says it.
package enum EnclaveSelection: Hashable, Sendable, CustomStringConvertible {
    /// Whatever trusted hardware is found; never the stand-in, and never a bare TPM, whose evidence is weaker.
    case auto
    case platform(Platform)

    /// Reads `auto` or the name of a platform.
    package init?(_ text: String) {
        if text == "auto" {
            self = .auto
        } else if let platform = Platform(rawValue: text) {
            self = .platform(platform)
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .auto: "auto"
        case .platform(let platform): platform.rawValue
        }
    }

    /// What the configuration may say instead when there is no hardware.
    package static let simulatedHint = "set enclave.platform: simulated for a software stand-in"

    /// The attester for this choice on a machine with this hardware.
    package func attester(
        on hardware: @autoclosure () -> DetectedHardware,
        options: EnclaveOptions = EnclaveOptions()
    ) throws(EnclaveError) -> any Attester {
        switch self {
        case .platform(.simulated):
            return SimulatedAttester()
        case .platform(.tpm):
            return TPMAttester(options.tpm)
        case .platform(let platform):
            throw Self.notSupported(platform, "cannot be asked for evidence by this version")
        case .auto:
            let hardware = hardware()
            guard let platform = hardware.preferredPlatform else {
                throw EnclaveError(
                    .notFound,
                    "detect",
                    "no hardware that can attest was found on this machine",
                    hint: Self.simulatedHint
                )
            }
            throw Self.notSupported(platform, "was found, but cannot be asked for evidence by this version")
        }
    }

    private static func notSupported(_ platform: Platform, _ what: String) -> EnclaveError {
        EnclaveError(.notSupported, "attest", "the platform \(platform.rawValue) \(what)", hint: simulatedHint)
    }
}
