/// How Intel judges a platform's firmware, spelled as in its statements and policies.
package enum IntelTCBStatus: String, Hashable, Sendable, CaseIterable {
    case upToDate = "UpToDate"
    case swHardeningNeeded = "SWHardeningNeeded"
    case configurationNeeded = "ConfigurationNeeded"
    case configurationAndSWHardeningNeeded = "ConfigurationAndSWHardeningNeeded"
    case outOfDate = "OutOfDate"
    case outOfDateConfigurationNeeded = "OutOfDateConfigurationNeeded"
    case revoked = "Revoked"
    /// The guest was started under a TDX module that is out of date, and the machine runs a newer one by now.
    case relaunchAdvised = "TDRelaunchAdvised"
    /// The same, and the platform's configuration needs attention.
    case relaunchAdvisedConfigurationNeeded = "TDRelaunchAdvisedConfigurationNeeded"

    /// Whether Intel's statements can name it; the others come of comparing two levels.
    var isStated: Bool { self != .relaunchAdvised && self != .relaunchAdvisedConfigurationNeeded }

    /// Whether something about the platform's configuration needs attention.
    private var concernsConfiguration: Bool {
        switch self {
        case .configurationNeeded, .configurationAndSWHardeningNeeded, .outOfDateConfigurationNeeded,
            .relaunchAdvisedConfigurationNeeded:
            true
        default: false
        }
    }

    private var isOutOfDate: Bool { self == .outOfDate || self == .outOfDateConfigurationNeeded }

    /// The platform's status together with that of a part of it, which is the TDX module or the quoting enclave, as
    /// Intel's verification library converges them.
    func converged(with part: IntelTCBStatus) -> IntelTCBStatus {
        switch (part, self) {
        case (.upToDate, _): self
        case (.revoked, _): .revoked
        case (_, .upToDate), (_, .swHardeningNeeded): .outOfDate
        case (_, .configurationNeeded), (_, .configurationAndSWHardeningNeeded): .outOfDateConfigurationNeeded
        default: self
        }
    }

    /// The status at the guest's start, seen together with that of the firmware that runs now.
    ///
    /// As Intel's verification library judges it ("checkForRelaunch"), but that firmware which is revoked by now
    /// revokes the whole: Intel's library would not say so.
    func relaunching(under current: IntelTCBStatus) -> IntelTCBStatus {
        guard current != .revoked else { return .revoked }
        guard isOutOfDate, !current.isOutOfDate else { return self }
        return concernsConfiguration || current.concernsConfiguration
            ? .relaunchAdvisedConfigurationNeeded : .relaunchAdvised
    }
}
