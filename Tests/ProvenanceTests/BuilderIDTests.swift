import Builds
import Provenance
import Testing

@Suite struct BuilderIDTests {
    @Test(arguments: Platform.allCases)
    func `every identifier is read as it was written`(_ platform: Platform) throws {
        for network in [false, true] {
            for measured in [false, true] {
                for base in ["urn:assay:builder", "https://builds.example.org/assay", "https://a.example/tdx"] {
                    let id = try #require(
                        BuilderID(base: base, platform: platform, network: network, measured: measured)
                    )
                    #expect(BuilderID(id.description) == id)
                }
            }
        }
    }

    @Test func `network and unmeasured are told in this order`() throws {
        let id = BuilderID(base: "urn:assay:builder", platform: .snp, network: true, measured: false)
        #expect(id?.description == "urn:assay:builder/snp+network/unmeasured")
    }

    @Test(arguments: [
        "", "/", "snp", "urn:assay:builder", "urn:assay:builder/", "urn:assay:builder/SNP", "urn:assay:builder/snp ",
        "urn:assay:builder/snp/unmeasured+network", "urn:assay:builder/snp/unmeasured/unmeasured", "//snp",
        "urn:assay:builder//snp", "https://user:secret@host/snp", "urn:assay:builder/snp+network+network",
    ])
    func `nothing else is an identifier`(_ text: String) {
        #expect(BuilderID(text) == nil)
    }
}
