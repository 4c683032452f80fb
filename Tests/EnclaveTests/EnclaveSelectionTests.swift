import Builds
import Enclave
import Evidence
import Testing

@Suite struct EnclaveSelectionTests {
    private let nothing = DetectedHardware(findings: [])

    @Test func `configuration names a platform, or leaves the choice`() {
        #expect(EnclaveSelection("auto") == .auto)
        for platform in Platform.allCases {
            #expect(EnclaveSelection(platform.rawValue) == .platform(platform))
        }
        for text in ["", "AUTO", "sev", "simulated "] { #expect(EnclaveSelection(text) == nil) }
    }

    @Test func `the stand-in is there for whoever asks for it by name`() throws {
        #expect(try EnclaveSelection.platform(.simulated).attester(on: nothing).platform == .simulated)
    }

    @Test func `a TPM is there for whoever asks for it by name`() throws {
        let options = EnclaveOptions(tpm: .socket(path: "/nonexistent"))
        #expect(try EnclaveSelection.platform(.tpm).attester(on: nothing, options: options).platform == .tpm)
    }

    @Test func `a TPM that is not there is found out before it is needed`() async throws {
        let options = EnclaveOptions(tpm: .device(path: "/nonexistent"))
        let attester = try EnclaveSelection.platform(.tpm).attester(on: nothing, options: options)
        let error = await #expect(throws: EnclaveError.self) { try await attester.check() }
        #expect(error?.code == .notFound)
    }

    @Test func `without hardware the automatic choice fails and names the stand-in instead of taking it`() {
        let error = #expect(throws: EnclaveError.self) { try EnclaveSelection.auto.attester(on: nothing) }
        #expect(error?.code == .notFound)
        #expect(error?.hint?.contains("enclave.platform: simulated") == true)
    }

    @Test func `a bare TPM is not chosen automatically`() {
        let hardware = DetectedHardware(findings: [.init(path: "/dev/tpmrm0", meaning: "TPM 2.0", platform: .tpm)])
        let error = #expect(throws: EnclaveError.self) { try EnclaveSelection.auto.attester(on: hardware) }
        #expect(error?.code == .notFound)
    }

    @Test(arguments: Platform.allCases)
    func `every platform that is named is the one that attests`(platform: Platform) throws {
        #expect(try EnclaveSelection.platform(platform).attester(on: nothing).platform == platform)
    }

    @Test(
        arguments: Platform.allCases.filter { ![.simulated, .tpm].contains($0) }
    )
    func `a platform that is not there is found out before a build takes its time`(platform: Platform) async throws {
        let options = EnclaveOptions(interface: ReportInterface(KernelReportTree(path: "/nonexistent")))
        let attester = try EnclaveSelection.platform(platform).attester(on: nothing, options: options)
        let error = await #expect(throws: EnclaveError.self) { try await attester.check() }
        #expect(error?.code == .notFound)
    }

    @Test(arguments: Platform.allCases.filter { ![.simulated, .tpm].contains($0) })
    func `hardware that was found is asked automatically`(platform: Platform) throws {
        let hardware = DetectedHardware(findings: [
            .init(path: "/dev/tpmrm0", meaning: "", platform: .tpm), .init(path: "", meaning: "", platform: platform),
        ])
        #expect(try EnclaveSelection.auto.attester(on: hardware).platform == platform)
    }

    @Test(arguments: [("sev_guest\n", .snp), ("tdx_guest\n", .tdx), ("other\n", nil)] as [(String, Platform?)])
    func `an interface that does not tell from outside is asked whose it is`(
        provider: String,
        platform: Platform?
    ) throws {
        let tree = PlayedReportTree(.init(provider: provider))
        let hardware = DetectedHardware(findings: [
            .init(path: KernelReportTree.standardPath, meaning: "", platform: nil)
        ])
        let options = EnclaveOptions(interface: ReportInterface(tree))
        #expect((try? EnclaveSelection.auto.attester(on: hardware, options: options).platform) == platform)
        #expect(tree.writes.isEmpty && tree.names.isEmpty)
    }
}
