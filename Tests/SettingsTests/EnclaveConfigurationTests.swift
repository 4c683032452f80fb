import Builds
import Settings
import Testing

@Suite struct EnclaveConfigurationTests {
    private func read(_ text: String, environment: [String: String] = [:]) throws -> EnclaveConfiguration {
        try AssayConfiguration.read(Array(text.utf8), file: "assay.yaml", base: "/", environment: environment).enclave
    }

    @Test func `a TPM and other services are named`() throws {
        let enclave = try read(
            """
            enclave:
              platform: tpm
              tpm: swtpm:127.0.0.1:2321
              collateral: { amd: "http://kds.internal:8080", intel: https://pccs.internal/base, intel_root_crl: https://a/b.der }
            """
        )
        #expect(enclave.platform == .tpm)
        #expect(enclave.tpm == "swtpm:127.0.0.1:2321")
        #expect(enclave.collateral.amd == "http://kds.internal:8080")
        #expect(enclave.collateral.intel == "https://pccs.internal/base")
        #expect(enclave.collateral.intelRootCRL == "https://a/b.der")
    }

    @Test func `each of them is also an environment variable`() throws {
        let enclave = try read(
            "",
            environment: [
                "ASSAY_ENCLAVE_PLATFORM": "az-snp", "ASSAY_ENCLAVE_TPM": "device:/dev/tpm0",
                "ASSAY_ENCLAVE_COLLATERAL_AMD": "https://kds.example",
            ]
        )
        #expect(enclave.platform == .azureSNP)
        #expect(enclave.tpm == "device:/dev/tpm0")
        #expect(enclave.collateral.amd == "https://kds.example")
    }

    @Test(
        arguments: [
            ("platform: sev", "platform"), ("tpm: /dev/tpmrm0", "tpm"), ("tpm: swtpm:10.0.0.1:2321", "tpm"),
            ("tpm: [device:/dev/tpm0]", "tpm"), ("collateral: { amd: kds.internal }", "amd"),
            ("collateral: { intel: \"ftp://x\" }", "intel"), ("collateral: { intel: \"https://u:p@x\" }", "intel"),
            ("collateral: { nvidia: https://x }", "nvidia"), ("collateral: https://x", "collateral"),
            ("vmpl: 1", "vmpl"),
        ]
    )
    func `what is no machine or service is refused by its key`(text: String, key: String) {
        let error = #expect(throws: SettingsError.self) { try read("enclave: { \(text) }") }
        #expect(error?.description.contains(key) == true)
    }
}
