import Builds
import Enclave
import TestSupport
import Testing

@Suite(.scratchDirectory) struct DetectedHardwareTests {
    private var scratch: ScratchDirectory { .current }

    private func detect() -> DetectedHardware { .detect(root: scratch.path) }

    @Test func `an ordinary machine has nothing`() {
        #expect(detect().findings.isEmpty)
        #expect(detect().preferredPlatform == nil)
        #expect(DetectedHardware.detect(root: "/nonexistent").findings.isEmpty)
    }

    @Test(
        arguments: [
            ("dev/sev-guest", .snp), ("dev/tdx_guest", .tdx), ("dev/nsm", .nitro),
        ] as [(String, Platform)]
    )
    func `a guest device names its platform`(path: String, platform: Platform) throws {
        try scratch.write("", to: path)
        #expect(detect().findings.map(\.platform) == [platform])
        #expect(detect().findings.map(\.path) == ["/" + path])
        #expect(detect().preferredPlatform == platform)
    }

    @Test(arguments: [("sev_guest", .snp), ("tdx_guest", .tdx), ("arm_cca_guest", nil)] as [(String, Platform?)])
    func `the report interface is told apart by its provider`(provider: String, platform: Platform?) throws {
        try scratch.write(provider + "\n", to: "sys/kernel/config/tsm/report/entry/provider")
        #expect(detect().findings.map(\.platform) == [platform])
    }

    @Test func `a TPM is found and not preferred`() throws {
        try scratch.write("", to: "dev/tpmrm0")
        #expect(detect().findings.map(\.platform) == [.tpm])
        #expect(detect().preferredPlatform == nil)
    }

    @Test(arguments: [("AuthenticAMD", .azureSNP), ("GenuineIntel", .azureTDX), ("", nil)] as [(String, Platform?)])
    func `Azure is known by its asset tag and told apart by the processor`(vendor: String, platform: Platform?) throws {
        try scratch.write("7783-7084-3265-9085-8269-3286-77\n", to: "sys/class/dmi/id/chassis_asset_tag")
        try scratch.write("processor : 0\nvendor_id : \(vendor)\n", to: "proc/cpuinfo")
        #expect(detect().preferredPlatform == nil)
        try scratch.write("", to: "dev/tpmrm0")
        #expect(detect().preferredPlatform == platform)
    }

    @Test(
        arguments: [
            ([], "no configfs"), (["sys/kernel/config/mark"], "modprobe tdx_guest"),
        ] as [([String], String)]
    )
    func `a TDX guest without its interface says what is missing`(files: [String], problem: String) throws {
        try scratch.write("processor : 0\nflags : fpu tdx_guest sse\n", to: "proc/cpuinfo")
        for file in files { try scratch.write("", to: file) }
        let findings = detect().findings
        #expect(findings.count == 1 && findings[0].platform == nil)
        #expect(findings.first?.problem?.contains(problem) == true)
        #expect(detect().preferredPlatform == nil)
    }

    @Test func `an Azure machine without a TPM says so`() throws {
        try scratch.write("7783-7084-3265-9085-8269-3286-77\n", to: "sys/class/dmi/id/chassis_asset_tag")
        #expect(detect().findings.first?.problem?.contains("/dev/tpmrm0") == true)
    }

    @Test func `what can be asked has no problem`() throws {
        for path in ["dev/sev-guest", "dev/nsm", "dev/tpmrm0"] { try scratch.write("", to: path) }
        #expect(detect().findings.allSatisfy { $0.problem == nil })
    }
}
