import Settings
import Testing

@testable import Toolchains

@Suite struct PlannerTests {
    private let project = ProjectFiles(["Makefile": .file([]), "Cargo.toml": .file([]), "Cargo.lock": .file([])])

    private func configuration(_ text: String) throws -> RepositoryConfiguration {
        try RepositoryConfiguration.read(Array(text.utf8))
    }

    @Test func `a command of the repository comes before detection`() throws {
        let text = "build: {command: [make, dist], fetch: [make, vendor], artifacts: [\"dist/*\"], environment: {A: b}}"
        let recipe = try Planner.plan(for: project, configuration: configuration(text))
        #expect(recipe.toolchain == "command")
        #expect(recipe.commands == [["make", "dist"]])
        #expect(recipe.fetch == [["make", "vendor"]])
        #expect(recipe.products == .patterns(["dist/*"]))
        #expect(recipe.environment == ["A": "b"])
    }

    @Test func `without a command, artifacts and environment refine what was detected`() throws {
        let text = "build: {artifacts: [target/release/x], environment: {A: b}}"
        let recipe = try Planner.plan(for: project, configuration: configuration(text))
        #expect(recipe.toolchain == "cargo")
        #expect(recipe.products == .patterns(["target/release/x"]))
        #expect(recipe.environment["A"] == "b")
        #expect(recipe.lockFile == "Cargo.lock")
    }

    @Test func `where nothing says how to build, the message names what was looked for and found`() throws {
        let error = #expect(throws: PlanError.self) {
            try Planner.plan(for: ProjectFiles(["go.mod": .file([])]), configuration: RepositoryConfiguration())
        }
        #expect(error?.code == .unsupported)
        for word in [".assay.yaml", "Cargo.toml", "Package.swift", "CMakeLists.txt", "Makefile", "go.mod"] {
            #expect(error?.message.contains(word) == true)
        }
    }
}
