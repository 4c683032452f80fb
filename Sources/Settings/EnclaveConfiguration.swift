package import Builds

/// `enclave`: who vouches for builds, and how it is reached.
package struct EnclaveConfiguration: Sendable, Equatable {
    /// `platform`; `nil` is `auto`: what the machine is, never `simulated`.
    package var platform: Platform?
    /// `tpm`: the address of the TPM for platform `tpm`. Default: `device:/dev/tpmrm0`.
    package var tpm = "device:/dev/tpmrm0"
    /// `collateral`: where vendors' statements are fetched from; `nil` for the vendor's own service.
    package var collateral = Collateral()

    /// `collateral`: services with the paths of the vendors' own, for networks that cannot reach those.
    package struct Collateral: Sendable, Equatable {
        /// `amd`: AMD's key distribution service.
        package var amd: String?
        /// `intel`: Intel's provisioning certification service.
        package var intel: String?
        /// `intel_root_crl`: the revocation list of Intel's root, DER.
        package var intelRootCRL: String?

        package init() {}
    }

    package init() {}

    init(reading section: SettingsReader) {
        self.init()
        var reader = section
        let names = ["auto"] + Platform.allCases.map(\.rawValue)
        let name = reader.string("platform", expected: names.joined(separator: ", ")) { names.contains($0) ? $0 : nil }
        platform = name.flatMap(Platform.init(rawValue:))
        let address = reader.string(
            "tpm",
            expected: "device:/dev/tpmrm0, swtpm:127.0.0.1:PORT or swtpm:/PATH"
        ) { text in
            let isAddress = ["device:/", "swtpm:/", "swtpm:127.0.0.1:"].contains { text.hasPrefix($0) }
            return isAddress && text.utf8.count <= 4096 ? text : nil
        }
        tpm = address ?? tpm
        var services = reader.section("collateral")
        collateral.amd = Self.service("amd", &services)
        collateral.intel = Self.service("intel", &services)
        collateral.intelRootCRL = Self.service("intel_root_crl", &services)
        services.finish()
        reader.finish()
    }

    private static func service(_ key: String, _ reader: inout SettingsReader) -> String? {
        reader.string(key, expected: "a URL that begins with https:// or http://") { text in
            let isURL =
                (text.hasPrefix("https://") || text.hasPrefix("http://")) && text.utf8.count <= 512
                && text.utf8.allSatisfy { (0x21..<0x7F).contains($0) && !"@?#\"<>\\^`{|}".utf8.contains($0) }
            return isURL ? text : nil
        }
    }
}
