import Testing
import Toolchains

@Suite struct LocatedPackageTests {
    private func read(_ text: String) throws -> [LocatedPackage] { try LocatedPackage.read(Array(text.utf8)) }

    @Test func `packages with a source are located, those of the project are not`() throws {
        let packages = try read(
            """
            {"packages":[
              {"name":"own","version":"1.0.0","source":null,"manifest_path":"/build/source/Cargo.toml"},
              {"name":"serde","version":"1.0.1","source":"registry+x","manifest_path":"/usr/share/cargo/serde/Cargo.toml"}]}
            """
        )
        #expect(packages.map(\.name) == ["serde"])
        #expect(packages.map(\.directory) == ["/usr/share/cargo/serde"])
    }

    @Test(arguments: [
        "relative/Cargo.toml", "/usr/share/x", "/usr/../build/source/x/Cargo.toml", "Cargo.toml",
        "/build/source/../\u{301}x/Cargo.toml", "/build/source/..", "/usr/x/../Cargo.toml",
        "/usr/x/\u{301}../../Cargo.toml",
    ])
    func `a place that leads elsewhere is refused`(path: String) {
        let text = #"{"packages":[{"name":"a","version":"1","source":"registry+x","manifest_path":"\#(path)"}]}"#
        #expect(throws: PlanError.self) { try read(text) }
    }

    @Test func `what is no answer is refused`() {
        #expect(throws: PlanError.self) { try read("error: could not find Cargo.toml") }
    }
}
