import StrictJSON

/// A program of the toolchain, as the project selects it.
package struct Tool: Equatable, Sendable {
    /// The command's name, for example `cargo`.
    package var name: String
    /// What the program says its version is.
    package var version: String
    /// SHA-256 of the executable that was really run.
    package var sha256: SHA256Digest
    /// The executable's path inside the sandbox.
    package var path: String

    /// Makes a description of a program.
    package init(name: String, version: String, sha256: SHA256Digest, path: String) {
        self.name = name
        self.version = version
        self.sha256 = sha256
        self.path = path
    }

    init(json: JSONValue, at path: String) throws(JSONError) {
        var reader = try ObjectReader(json, at: path)
        name = try reader.string("name")
        version = try reader.string("version")
        sha256 = try reader.sha256("sha256", at: path)
        self.path = try reader.string("path")
        try reader.finish()
    }

    var json: JSONValue {
        [
            "name": .string(name), "version": .string(version), "sha256": .string(sha256.description),
            "path": .string(path),
        ]
    }
}
