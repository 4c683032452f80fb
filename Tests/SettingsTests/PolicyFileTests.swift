import Builds
import Evidence
import Settings
import Testing

struct PolicyFileTests {
    private func read(_ text: String) throws(SettingsError) -> PolicyFile {
        try PolicyFile.read(Array(text.utf8), file: "policy.yaml")
    }

    @Test func `the general keys are read from YAML and from JSON`() throws {
        let digest = String(repeating: "ab", count: 32)
        let commit = String(repeating: "c", count: 40)
        let yaml = """
            platforms: [simulated, snp]
            formats: assay
            source: https://github.com/o/r
            ref: ["refs/tags/v*"]
            commit: \(commit)
            configuration: [\(digest)]
            builder_id: urn:assay:builder/simulated
            network: false
            single_use: true
            max_age: 30d
            """
        let json = """
            {"platforms": ["simulated", "snp"], "formats": "assay", "source": "https://github.com/o/r",
            \t"ref": ["refs/tags/v*"], "commit": "\(commit)", "configuration": ["\(digest)"],
              "builder_id": "urn:assay:builder/simulated", "network": false, "single_use": true, "max_age": "30d"}
            """
        let policy = try read(yaml)
        #expect(policy == (try read(json)))
        #expect(policy.machine.platforms == [.simulated, .snp])
        #expect(policy.source?.map(\.description) == ["https://github.com/o/r"])
        #expect(policy.maxAge == .seconds(30 * 86_400))
        #expect(policy.singleUse == true)
        #expect(try read("") == PolicyFile())
    }

    @Test(arguments: [
        "platform: [snp]", "platforms: []", "platforms: [sgx]", "formats: [other]", "source: ssh://h/x", "ref: main",
        "commit: abc", "configuration: [XYZ]", "network: 1", "single_use: maybe", "max_age: 30", "measurement: [x]",
        "[]",
    ])
    func `what is not acceptable is refused`(text: String) {
        #expect(throws: SettingsError.self) { try read(text) }
    }
}
