import Bytes

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

    /// Of rustup's proxies the program that they choose.
    package static func selected(_ name: String) -> ToolProbe {
        ["cargo", "rustc", "rustdoc"].contains(name)
            ? ToolProbe(name, locator: ["rustup", "which", name]) : ToolProbe(name)
    }

    /// What ``script(for:under:)`` said of one program.
    package struct Finding: Sendable, Equatable {
        /// The command's name.
        package let name: String
        /// The path inside the sandbox, with every link followed.
        package let path: String
        /// The first line of what it prints of its version; empty for one of the project's own, which is not asked.
        package let version: String
        /// Whether the project brings it, or fetched it: then it is no tool of the machine.
        package let isOfProject: Bool
    }

    /// The longest version line that is recorded, in bytes.
    static let maximumVersion = 200

    /// The variables under which the programs are looked for: none of the project's own, which could have the loader
    /// put its code into every one of them, but the one that chooses among rustup's toolchains.
    package static func environment(of project: [String: String]) -> [String: String] {
        project.filter { $0.key == "RUSTUP_TOOLCHAIN" }.merging(["HOME": "/nonexistent"]) { kept, _ in kept }
    }

    /// A shell command that prints a name and a path for each program that lies under one of `roots` or, as one of the
    /// project's own, under `project`; then an empty line, then a line with the version of each.
    ///
    /// It is run inside the sandbox and in the project's directory, so that a file like `rust-toolchain.toml` counts.
    /// Nothing that the project brings is run before all paths are written, so it cannot change what they say.
    package static func script(
        for probes: [ToolProbe],
        under roots: [String],
        project: String = Layout.root
    ) -> [String] {
        let patterns = roots.map { ShellWord.quoted($0) + "/*" }.joined(separator: "|")
        let locations = probes.indices.map { index in
            let probe = probes[index]
            let locate =
                probe.locator.isEmpty
                ? "command -v \(ShellWord.quoted(probe.name))"
                : probe.locator.map(ShellWord.quoted).joined(separator: " ")
            return """
                q=$(\(locate) 2>/dev/null) && p=$(readlink -f -- "$q") && case $p in
                *'\n'*) ;;
                \(patterns)) printf '%s\\n%s\\n' \(ShellWord.quoted(probe.name)) "$p"; q\(index)=$q;;
                \(ShellWord.quoted(project))/*) printf '%s\\n%s\\n' \(ShellWord.quoted(probe.name)) "$p"; o\(index)=1;;
                esac
                """
        }
        let versions = probes.indices.map { index in
            let arguments = probes[index].versionArguments.map(ShellWord.quoted).joined(separator: " ")
            return """
                [ -z "$o\(index)" ] || echo
                [ -z "$q\(index)" ] || printf '%s\\n' "$("$q\(index)" \(arguments) 2>&1 </dev/null | head -n 1)"
                """
        }
        return ["/bin/sh", "-c", (locations + ["echo", "cd /"] + versions + [":"]).joined(separator: "\n")]
    }

    /// Reads what the script printed; a program whose lines are not as they should be is left out.
    package static func findings(_ output: [UInt8], project: String = Layout.root) -> [Finding] {
        let lines = String(decoding: output, as: UTF8.self)
            .pieces(between: "\n")
            .map(String.init)
        guard let end = lines.firstIndex(of: ""), end % 2 == 0 else { return [] }
        return stride(from: 0, to: end, by: 2).compactMap { index in
            guard lines[index + 1].after(prefix: "/") != nil else { return nil }
            let place = end + 1 + index / 2
            let version = (place < lines.count ? lines[place] : "").unicodeScalars
                .filter { $0.value >= 0x20 && $0.value != 0x7F }
            let isOfProject = lines[index + 1].after(prefix: project + "/") != nil
            return Finding(
                name: lines[index],
                path: lines[index + 1],
                version: isOfProject ? "" : String(String(String.UnicodeScalarView(version)).prefix(maximumVersion)),
                isOfProject: isOfProject
            )
        }
    }
}
