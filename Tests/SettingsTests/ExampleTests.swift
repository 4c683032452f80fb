import Builds
import Foundation
import Settings
import Testing

/// The files in `examples/` are what people copy: they have to be right.
struct ExampleTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("examples").path

    private func load(_ name: String) throws -> AssayConfiguration {
        try AssayConfiguration.load(path: "\(Self.folder)/\(name)", environment: [:], folder: "/")
    }

    @Test func `the full example shows the defaults`() throws {
        var configuration = try load("assay.yaml")
        #expect(configuration.forges["github"]?.kind == .github)
        #expect(configuration.forges["local"]?.path == Self.folder + "/forge")
        configuration.forges = [:]
        #expect(configuration == AssayConfiguration())
    }

    @Test func `the configuration of the quick start keeps everything beneath its own folder`() throws {
        let configuration = try load("demo/assay.yaml")
        #expect(configuration.enclave.platform == .simulated)
        #expect(configuration.store.database == .sqlite(path: Self.folder + "/demo/data/assay.db"))
        #expect(configuration.store.data == Self.folder + "/demo/data")
        #expect(configuration.forges["local"]?.path == Self.folder + "/demo/forge")
        #expect(configuration.server.listen.isLoopback)
    }

    @Test func `the sample project says how it is built`() throws {
        let file = try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/hello-c/.assay.yaml"))
        let configuration = try RepositoryConfiguration.read([UInt8](file))
        #expect(configuration.command == ["make", "dist"])
        #expect(configuration.artifacts == ["dist/*.tar.gz"])
    }

    @Test(arguments: ["github", "gitea", "forgejo", "directory"])
    func `the YAML in the instructions for each forge is accepted`(forge: String) throws {
        let text = try String(contentsOfFile: "\(Self.folder)/webhooks/\(forge).md", encoding: .utf8)
        let blocks = text.components(separatedBy: "```yaml\n").dropFirst()
        #expect(!blocks.isEmpty)
        for block in blocks {
            let lines = (block.components(separatedBy: "```").first ?? "").components(separatedBy: "\n")
            let indent = lines.first?.prefix { $0 == " " }.count ?? 0
            let yaml = lines.map { String($0.dropFirst(min(indent, $0.prefix { $0 == " " }.count))) }
            let bytes = Array(yaml.joined(separator: "\n").utf8)
            #expect(throws: Never.self) { try AssayConfiguration.read(bytes, file: forge, base: "/") }
        }
    }
}
