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

    @Test(arguments: Platform.allCases.filter { ![.simulated, .tpm].contains($0) })
    func `hardware that cannot be asked yet is a clear error`(platform: Platform) {
        let error = #expect(throws: EnclaveError.self) {
            try EnclaveSelection.platform(platform).attester(on: nothing)
        }
        #expect(error?.code == .notSupported)
        #expect(error?.message.contains(platform.rawValue) == true)
    }

    @Test func `hardware that was found is named when it cannot be asked yet`() {
        let hardware = DetectedHardware(findings: [.init(path: "/dev/nsm", meaning: "", platform: .nitro)])
        let error = #expect(throws: EnclaveError.self) { try EnclaveSelection.auto.attester(on: hardware) }
        #expect(error?.code == .notSupported)
        #expect(error?.message.contains("nitro") == true)
    }
}
