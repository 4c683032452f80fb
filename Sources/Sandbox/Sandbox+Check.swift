import Bytes

extension Sandbox {
    /// Refuses descriptions that open more than they say.
    func check() throws(SandboxError) {
        // env takes everything in front of the program that holds an = for a variable.
        guard let program = command.first, program.after(prefix: "/") != nil, !program.utf8.contains(UInt8(ascii: "="))
        else {
            throw Self.refusal("the command must start with an absolute path without =")
        }
        try checkPaths()
        try checkNesting()
        let texts = paths + command + environment.flatMap { [$0.key, $0.value] }
        guard !texts.contains(where: { $0.utf8.contains(0) }) else { throw Self.refusal("a NUL byte") }
        guard !environment.keys.contains(where: { $0.isEmpty || $0.utf8.contains(UInt8(ascii: "=")) }) else {
            throw Self.refusal("an environment variable's name is empty or contains =")
        }
    }

    private static func refusal(_ message: String) -> SandboxError {
        SandboxError(.invalid, operation: "sandbox", message: message)
    }

    private var binds: [Bind] { readOnly + writable }
    private var paths: [String] { binds.flatMap { [$0.host, $0.inside] } + temporary + [workingDirectory] }

    private func checkPaths() throws(SandboxError) {
        for path in paths where path.after(prefix: "/") == nil || Self.parts(path).contains("..") {
            throw Self.refusal("\(path) is not an absolute path without ..")
        }
        for path in binds.map(\.inside) + temporary {
            let first = Self.parts(path).first
            guard let first, first != "proc", first != "dev" else {
                throw Self.refusal("nothing can be put at \(path)")
            }
        }
        guard !binds.contains(where: { Self.parts($0.host).isEmpty }) else {
            throw Self.refusal("the root directory of the host cannot be bound")
        }
    }

    private static func parts(_ path: String) -> [Substring] { path.pieces(between: "/").filter { !$0.isEmpty } }

    /// A mount point beneath another mount is looked up in what that one holds, by bwrap with our privileges: a link in
    /// a hostile tree would lead it elsewhere. So nothing may lie beneath a bind, and no path may be used twice.
    private func checkNesting() throws(SandboxError) {
        let mounts = (Set(readOnly).map(\.inside) + writable.map(\.inside) + temporary).map(Self.parts)
        guard Set(mounts).count == mounts.count else { throw Self.refusal("two mounts at one path") }
        let roots = Set(binds.map { Self.parts($0.inside) })
        for mount in mounts {
            for length in 1..<mount.count where roots.contains(Array(mount.prefix(length))) {
                throw Self.refusal("/\(mount.joined(separator: "/")) lies beneath another mount")
            }
        }
    }
}
