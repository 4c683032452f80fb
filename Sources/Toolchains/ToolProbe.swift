/// A program of which the provenance says where it is, what version it is and what it hashes to.
package struct ToolProbe: Sendable, Equatable, Hashable {
    /// The command's name.
    package var name: String
    /// The arguments that make it print its version.
    package var versionArguments: [String]
    /// A command that prints the path of the program that the name stands for, where a proxy chooses it.
    package var locator: [String]

    package init(_ name: String, version: [String] = ["--version"], locator: [String] = []) {
        self.name = name
        self.versionArguments = version
        self.locator = locator
    }

    /// What ``script(for:)`` said of one program.
    package struct Finding: Sendable, Equatable {
        /// The command's name.
        package let name: String
        /// The path inside the sandbox, with every link followed.
        package let path: String
        /// The first line of what it prints of its version.
        package let version: String
    }

    /// The longest version line that is recorded, in bytes.
    static let maximumVersion = 200

    /// A shell command that prints, for each program that is there, its name, path and version, a line each.
    ///
    /// It is run inside the sandbox and in the project's directory, so that a file like `rust-toolchain.toml` counts.
    package static func script(for probes: [ToolProbe]) -> [String] {
        let steps = probes.map { probe in
            let locate =
                probe.locator.isEmpty
                ? "command -v \(quoted(probe.name))" : probe.locator.map(quoted).joined(separator: " ")
            let version = ([probe.name] + probe.versionArguments).map(quoted).joined(separator: " ")
            return """
                p=$(\(locate) 2>/dev/null) && p=$(readlink -f -- "$p") && \
                printf '%s\\n%s\\n%s\\n' \(quoted(probe.name)) "$p" "$(\(version) 2>&1 </dev/null | head -n 1)"
                """
        }
        return ["/bin/sh", "-c", steps.joined(separator: "\n") + "\n:"]
    }

    /// Reads what the script printed; a program whose lines are not as they should be is left out.
    package static func findings(_ output: [UInt8]) -> [Finding] {
        let lines = String(decoding: output, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        return stride(from: 0, to: lines.count - 2, by: 3).compactMap { index in
            guard lines[index + 1].hasPrefix("/") else { return nil }
            let version = lines[index + 2].unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }
            return Finding(
                name: lines[index],
                path: lines[index + 1],
                version: String(String(String.UnicodeScalarView(version)).prefix(maximumVersion))
            )
        }
    }

    private static func quoted(_ word: String) -> String {
        "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
