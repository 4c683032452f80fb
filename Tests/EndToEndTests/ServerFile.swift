import Foundation
import TestSupport

/// An `assay.yaml` for one test.
struct ServerFile: Sendable {
    /// The sections that say how the forges are reached, each an indented block under `forges:`.
    var forges: [String] = []
    /// What `repo_url` may name.
    var allow: [String] = []
    /// Limits of each build.
    var sandbox = "{ timeout: 30s, memory: 512MiB, processes: 64, disk: 64MiB, log: 1MiB }"
    /// Lines of other sections.
    var more = ""

    /// Writes the file into the scratch directory; its path.
    func write() throws -> String {
        let allow = allow.map { "\"\($0)\"" }.joined(separator: ", ")
        let text = """
            server: { listen: "127.0.0.1:0", public_url: "http://127.0.0.1:1" }
            store: { data: data }
            enclave: { platform: simulated }
            \(more.contains("workers:") ? "" : "workers: 1")
            sandbox: \(sandbox)
            source: { allow: [\(allow)] }
            \(more)
            \(forges.isEmpty ? "" : "forges:\n" + forges.joined(separator: "\n"))

            """
        return try ScratchDirectory.current.write(text, to: "assay.yaml")
    }

    /// Writes a secret that only its owner can read; its path.
    static func secret(_ value: String, _ name: String) throws -> String {
        let path = try ScratchDirectory.current.write(value + "\n", to: name)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        return path
    }
}
