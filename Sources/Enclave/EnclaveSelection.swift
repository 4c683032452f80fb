package import Builds
import Evidence

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
    package static let simulatedHint =
        "set enclave.platform: simulated, or --platform simulated, for a software stand-in"

    /// The attester for this choice on a machine with this hardware.
    ///
    /// A platform that is named is taken at its word: ``Attester/check()`` tells whether it is there. What it attests is
    /// verified before it is handed out.
    package func attester(
        on hardware: @autoclosure () -> DetectedHardware,
        options: EnclaveOptions = EnclaveOptions()
    ) throws(EnclaveError) -> any Attester {
        switch self {
        case .platform(let platform):
            return VerifyingAttester(Self.attester(of: platform, options))
        case .auto:
            let hardware = hardware()
            guard let platform = hardware.preferredPlatform ?? Self.provider(hardware, options.interface) else {
                throw EnclaveError(
                    .notFound,
                    "detect",
                    "no hardware that can attest was found on this machine",
                    hint: Self.simulatedHint
                )
            }
            return VerifyingAttester(Self.attester(of: platform, options))
        }
    }

    private static func attester(of platform: Platform, _ options: EnclaveOptions) -> any Attester {
        switch platform {
        case .simulated:
            return SimulatedAttester()
        case .tpm:
            return TPMAttester(options.tpm)
        case .snp:
            let source = AlternativeReportSource(
                InterfaceReportSource(options.interface, privilegeLevel: options.privilegeLevel),
                or: SEVGuestDevice(
                    KernelDevice(path: SEVGuestDevice.path),
                    privilegeLevel: options.privilegeLevel ?? 0
                )
            )
            return SNPAttester(source, collateral: options.collateral)
        case .tdx:
            return TDXAttester(options.interface, collateral: options.collateral)
        case .nitro:
            return NitroAttester(NitroDevice(KernelDevice(path: NitroDevice.path)))
        case .azureSNP:
            return AzureAttester(.snp, services: options.azure, collateral: options.collateral)
        case .azureTDX:
            return AzureAttester(.tdx, services: options.azure, collateral: options.collateral)
        }
    }

    /// What the report interface says of itself, where looking from outside did not tell.
    private static func provider(_ hardware: DetectedHardware, _ interface: ReportInterface) -> Platform? {
        guard hardware.findings.contains(where: { $0.path == KernelReportTree.standardPath }) else { return nil }
        switch try? interface.provider() {
        case .snp: return .snp
        case .tdx: return .tdx
        case nil: return nil
        }
    }
}
