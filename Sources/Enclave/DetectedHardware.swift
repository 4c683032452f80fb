package import Builds

/// What this machine has that could attest. Looking changes nothing: no device is opened, no report is asked for.
package struct DetectedHardware: Hashable, Sendable {
    /// One thing that was found.
    package struct Finding: Hashable, Sendable {
        /// Where it was found, below the root.
        package let path: String
        /// What it means; one line for people.
        package let meaning: String
        /// The platform that it speaks for; `nil` where that cannot be told without asking the device.
        package let platform: Platform?
        /// What keeps it from being asked, and what to do about it; one line for people, `nil` where nothing is known to.
        package let problem: String?

        package init(path: String, meaning: String, platform: Platform?, problem: String? = nil) {
            self.path = path
            self.meaning = meaning
            self.platform = platform
            self.problem = problem
        }
    }

    package let findings: [Finding]

    package init(findings: [Finding]) { self.findings = findings }

    /// The strongest platform that was found; `nil` where there is none, or nothing but a TPM. Whether it can be asked,
    /// ``Attester/check()`` tells.
    package var preferredPlatform: Platform? {
        let found = Set(findings.compactMap(\.platform))
        let order: [Platform] = [.nitro, .azureSNP, .azureTDX, .snp, .tdx]
        return order.first(where: found.contains)
    }
}

extension DetectedHardware {
    /// The asset tag that Azure gives to every virtual machine.
    static let azureAssetTag = "7783-7084-3265-9085-8269-3286-77"

    /// Looks below `root`, which is `/` except in tests.
    package static func detect(root: String = "/") -> DetectedHardware {
        let tree = SystemTree(root: root)
        return DetectedHardware(findings: reportInterface(tree) + devices(tree) + azure(tree))
    }

    private static let interfacePath = KernelReportTree.standardPath

    /// configfs-tsm. Its provider is told only by an entry in it; making one would be asking.
    private static func reportInterface(_ tree: SystemTree) -> [Finding] {
        let path = interfacePath
        guard tree.exists(path) else { return missingInterface(tree) }
        let problem = tree.isUsable(path) ? nil : "only root may ask for reports"
        for entry in tree.entries(path) {
            switch tree.text("\(path)/\(entry)/provider") {
            case ReportInterface.Provider.snp.rawValue:
                return [Finding(path: path, meaning: "configfs-tsm, SEV-SNP guest", platform: .snp, problem: problem)]
            case ReportInterface.Provider.tdx.rawValue:
                return [Finding(path: path, meaning: "configfs-tsm, TDX guest", platform: .tdx, problem: problem)]
            default: continue
            }
        }
        return [Finding(path: path, meaning: "configfs-tsm, provider not known", platform: nil, problem: problem)]
    }

    /// The processor says that this is a confidential guest, but the kernel does not offer its reports.
    private static func missingInterface(_ tree: SystemTree) -> [Finding] {
        guard tree.processorFlags.contains("tdx_guest") else { return [] }
        let problem =
            if !tree.exists("/sys/kernel/config") {
                "the kernel has no configfs; reports need Linux 6.7 or later"
            } else if tree.entries("/sys/kernel/config").isEmpty {
                "mount -t configfs none /sys/kernel/config, and modprobe tdx_guest"
            } else {
                "modprobe tdx_guest; reports need Linux 6.7 or later"
            }
        return [
            Finding(path: interfacePath, meaning: "TDX guest without its interface", platform: nil, problem: problem)
        ]
    }

    private static func devices(_ tree: SystemTree) -> [Finding] {
        let known: [(String, String, Platform)] = [
            ("/dev/sev-guest", "SEV-SNP guest device", .snp),
            ("/dev/tdx_guest", "TDX guest device", .tdx),
            ("/dev/nsm", "Nitro Security Module", .nitro),
            ("/dev/tpmrm0", "TPM 2.0", .tpm),
        ]
        return known.filter { tree.exists($0.0) }.map { path, meaning, platform in
            let problem = tree.isUsable(path) ? nil : "this user may not open it"
            return Finding(path: path, meaning: meaning, platform: platform, problem: problem)
        }
    }

    /// Azure's confidential machines show a virtual TPM and no guest device; an ordinary machine there looks alike, so
    /// only the processor's maker tells which of the two it would be.
    private static func azure(_ tree: SystemTree) -> [Finding] {
        let path = "/sys/class/dmi/id/chassis_asset_tag"
        guard tree.text(path) == azureAssetTag else { return [] }
        guard tree.exists("/dev/tpmrm0") else {
            return [
                Finding(
                    path: path,
                    meaning: "Azure virtual machine without a TPM",
                    platform: nil,
                    problem: "there is no /dev/tpmrm0; modprobe tpm_crb, or the machine has no virtual TPM"
                )
            ]
        }
        let processor = tree.text("/proc/cpuinfo") ?? ""
        if processor.contains("AuthenticAMD") {
            return [Finding(path: path, meaning: "Azure virtual machine with a TPM on AMD", platform: .azureSNP)]
        }
        if processor.contains("GenuineIntel") {
            return [Finding(path: path, meaning: "Azure virtual machine with a TPM on Intel", platform: .azureTDX)]
        }
        return [Finding(path: path, meaning: "Azure virtual machine, unknown processor", platform: nil)]
    }
}
