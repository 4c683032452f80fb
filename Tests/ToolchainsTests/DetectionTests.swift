import Testing

@testable import Toolchains

@Suite struct DetectionTests {
    private func toolchain(_ names: [String]) throws -> String? {
        try detect(ProjectFiles(Dictionary(uniqueKeysWithValues: names.map { ($0, .file([])) })))?.toolchain
    }

    private func detect(_ files: ProjectFiles) throws -> Recipe? {
        for ecosystem in Ecosystems.all {
            if let recipe = try ecosystem.recipe(for: files) { return recipe }
        }
        return nil
    }

    @Test(
        arguments: [
            (["Cargo.toml", "Cargo.lock", "Makefile"], "cargo"), (["Package.swift", "Makefile"], "swiftpm"),
            (["CMakeLists.txt", "configure", "Makefile"], "cmake"), (["configure", "Makefile"], "autotools"),
            (["configure.ac", "README"], "autotools"), (["Makefile"], "make"), (["GNUmakefile"], "make"),
        ] as [([String], String)]
    )
    func `the more specific file decides`(names: [String], expected: String) throws {
        #expect(try toolchain(names) == expected)
    }

    @Test func `nothing is detected where nothing is known`() throws {
        #expect(try toolchain(["README.md"]) == nil)
        #expect(try detect(ProjectFiles(["Makefile": .directory])) == nil)
    }

    @Test(arguments: ["Cargo.toml", "Cargo.lock", "Package.swift", "CMakeLists.txt", "configure", "Makefile"])
    func `a symbolic link decides nothing`(name: String) {
        var entries: [String: ProjectFiles.Entry] = [name: .symbolicLink]
        if name == "Cargo.lock" { entries["Cargo.toml"] = .file([]) }
        #expect(throws: PlanError.self) { try detect(ProjectFiles(entries)) }
    }

    @Test(
        arguments: [(["Cargo.toml", "Cargo.lock"], "target"), (["Package.swift"], ".build")] as [([String], String)]
    )
    func `output that is part of the source is refused`(names: [String], output: String) throws {
        var entries: [String: ProjectFiles.Entry] = Dictionary(uniqueKeysWithValues: names.map { ($0, .file([])) })
        #expect(try detect(ProjectFiles(entries)) != nil)
        entries[output] = .directory
        #expect(throws: PlanError.self) { try detect(ProjectFiles(entries)) }
    }

    @Test func `Cargo without a lock file says what to do`() {
        let error = #expect(throws: PlanError.self) { try detect(ProjectFiles(["Cargo.toml": .file([])])) }
        #expect(error?.code == .unsupported)
        #expect(error?.hint?.contains("Cargo.lock") == true)
    }
}
