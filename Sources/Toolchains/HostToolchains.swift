import Bytes
import Glibc

/// The toolchains of this machine that are not under `/usr`, and where they go inside the sandbox.
package struct HostToolchains: Sendable, Equatable {
    /// A directory of the host at a fixed path inside.
    package struct Mount: Sendable, Equatable, Hashable {
        /// The absolute path on the host.
        package let host: String
        /// The absolute path inside.
        package let inside: String
    }

    /// What is bound read-only.
    package let mounts: [Mount]

    /// Looks for the toolchains.
    ///
    /// - Parameter environment: The variables `PATH`, `HOME`, `RUSTUP_HOME` and `CARGO_HOME` are looked at.
    package init(environment: [String: String]) {
        mounts = Self.swift(environment) + Self.rust(environment)
    }

    private init(mounts: [Mount]) { self.mounts = mounts }

    /// Those among them that a recipe asks for.
    package func limited(to recipe: Recipe) -> HostToolchains {
        guard let wanted = recipe.mounts else { return self }
        return HostToolchains(mounts: mounts.filter { wanted.contains($0.inside) })
    }

    /// Where on the host something is that lies at `path` inside: a directory that the sandbox shows, and the path
    /// beneath it; `nil` for everything else, and for a path that is not plain. What `readOnly` lists the sandbox shows
    /// besides, at the same paths.
    package func place(ofInside path: String, readOnly: [String] = []) -> (directory: String, path: String)? {
        let mounts = mounts + (["/usr"] + readOnly).map { Mount(host: $0, inside: $0) }
        for mount in mounts {
            guard let rest = path.after(prefix: mount.inside + "/") else { continue }
            let isPlain = rest.pieces(between: "/").allSatisfy { !["", ".", ".."].contains($0) }
            return isPlain ? (mount.host, String(rest)) : nil
        }
        return nil
    }

    /// Where programs may lie that are not the project's own, as seen inside.
    package func roots(readOnly: [String] = []) -> [String] { ["/usr"] + mounts.map(\.inside) + readOnly }

    /// Swift is a tree with `usr/bin/swift`; the tree's place does not matter to it.
    private static func swift(_ environment: [String: String]) -> [Mount] {
        let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init) + ["/opt/swift/usr/bin"]
        for folder in folders {
            guard let program = resolved(folder + "/swift"), !program.hasPrefix("/usr/bin/"),
                let end = program.firstRange(of: "/usr/bin/")
            else { continue }
            return [Mount(host: String(program[..<end.lowerBound]), inside: Layout.swift)]
        }
        return []
    }

    /// rustup keeps its toolchains in one directory and the proxies that choose among them in another.
    private static func rust(_ environment: [String: String]) -> [Mount] {
        let home = environment["HOME"] ?? "/root"
        guard let toolchains = resolved(environment["RUSTUP_HOME"] ?? home + "/.rustup"),
            let bin = resolved((environment["CARGO_HOME"] ?? home + "/.cargo") + "/bin")
        else { return [] }
        return [Mount(host: toolchains, inside: Layout.rustup), Mount(host: bin, inside: Layout.cargoBin)]
    }

    private static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
