import Files
import Foundation
import Processes
import Testing

@testable import Toolchains

@Suite struct CargoFilesTests {
    @Test func `what Cargo links twice has one name after the recipe's last command`() async throws {
        let files = FileManager.default
        let project = files.temporaryDirectory.appendingPathComponent("assay-test-\(UUID().uuidString)")
        defer { try? files.removeItem(at: project) }
        for name in ["target/release", "target/x86_64-unknown-linux-musl/release"] {
            let folder = project.appendingPathComponent(name)
            try files.createDirectory(
                at: folder.appendingPathComponent("deps"),
                withIntermediateDirectories: true
            )
            let file = folder.appendingPathComponent("deps/tool-0123").path
            try Data("program".utf8).write(to: URL(fileURLWithPath: file))
            try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
            try files.linkItem(atPath: file, toPath: folder.appendingPathComponent("tool").path)
            try files.createSymbolicLink(
                atPath: folder.appendingPathComponent("link").path,
                withDestinationPath: "tool"
            )
        }
        let source = ProjectFiles(["Cargo.toml": .file([]), "Cargo.lock": .file([])])
        let command = try #require(try Cargo.recipe(for: source)?.commands.last)
        let result = try await Command(
            command[0],
            Array(command.dropFirst()),
            environment: ["PATH": "/usr/bin:/bin"],
            workingDirectory: project.path
        )
        .output()
        #expect(result.standardError.isEmpty)
        let directory = try Directory(path: project.path)
        for path in ["target/release/tool", "target/x86_64-unknown-linux-musl/release/tool"] {
            let status = try directory.status(of: path)
            #expect(status.links == 1)
            #expect(status.mode == 0o755)
        }
        #expect(try directory.status(of: "target/release/link").kind == .symbolicLink)
    }
}
