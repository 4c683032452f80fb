package import Builds

// What tells one builder from another. The paravisor's measurement is the same on everybody's machines, and PCRs of a
// virtual TPM are worth as much as the paravisor that keeps them, so both are needed.
//
// Which registers hold what was started depends on who starts it. PCR 4 always holds the images that the firmware and
// the loaders start (shim, GRUB or systemd-boot, a kernel or an image of kernel and initrd); what it names must be
// something that measures what it starts in turn. Then:
//
// - GRUB writes its commands and the kernel's command line to 8, and every file that it reads, kernel and initrd among
//   them, to 9;
// - an image with systemd's stub (since version 252) writes its sections, kernel, initrd and command line, to 11, and a
//   command line from outside to 12;
// - a kernel that takes the initrd through its own stub (LoadFile2), under systemd-boot or in an image with an older
//   stub, as Ubuntu's for Azure, writes the initrd to 9; the loader or the stub writes the command line to 12.
//
// A register that nothing extended is zero. A zero that a policy names shows that whoever should have measured did not,
// so it does not count: the initrd could be any. The one exception is 12 beside a measured 11, which then holds the
// command line, and the zero says that nobody added to it. Nothing in 4 tells an image that holds its initrd from a
// kernel that is given one, so 4 and 12 alone do not suffice.
extension AzurePolicy {
    /// What the policy lacks to tell one builder from another on `platform`; `nil` where it says enough. `minGuestSVN` is
    /// the one of the section `snp`: the key of an ID block signs old paravisors too.
    package func identityGap(on platform: Platform, minGuestSVN: UInt32?) -> String? {
        let namesKey = platform == .azureSNP && Self.namesSomething(idKeyDigest)
        guard Self.namesSomething(measurement) || namesKey && SNPPolicy.excludesReleases(minGuestSVN) else {
            if namesKey {
                return
                    "azure.id_key_digest needs snp.min_guest_svn above 0 beside it: the key signs old releases too"
            }
            let alternative = platform == .azureSNP ? ", or azure.id_key_digest with snp.min_guest_svn," : ""
            return "azure.measurement\(alternative) must say which paravisor keeps the registers"
        }
        guard coversStart else {
            return
                "azure.pcrs must cover loader, kernel, initrd and command line: 4 with 8 and 9 (GRUB), 4 with 11 and 12 "
                + "(an image that its stub measures; 12 may be zero) or 4 with 9 and 12 (a kernel that measures its "
                + "initrd), of values that are not zero"
        }
        return nil
    }

    private var coversStart: Bool {
        let pcrs = PCRPolicy(pcrs)
        guard pcrs.pinsMeasurement(4) else { return false }
        if pcrs.pinsMeasurement(11), pcrs.pins(12) { return true }
        return pcrs.pinsMeasurement(9) && (pcrs.pinsMeasurement(8) || pcrs.pinsMeasurement(12))
    }

    private static func namesSomething(_ digests: [[UInt8]]?) -> Bool { SNPPolicy.namesSomething(digests) }
}
