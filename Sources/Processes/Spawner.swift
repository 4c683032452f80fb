import CLinux
import Glibc

/// Starts one command with `posix_spawn`.
struct Spawner: ~Copyable {
    /// Child descriptors above this are refused: a program that needs more is a mistake.
    static let highestDescriptor: Int32 = 4095

    private var actions = posix_spawn_file_actions_t()
    private var attributes = posix_spawnattr_t()
    /// Copies of the parent's descriptors, above every child number, so that no `dup2` overwrites the source of another.
    private var copies: [Int32] = []

    init() throws(ProcessError) {
        try statusCall("posix_spawn_file_actions_init") { posix_spawn_file_actions_init(&actions) }
        do throws(ProcessError) {
            try statusCall("posix_spawnattr_init") { posix_spawnattr_init(&attributes) }
        } catch {
            posix_spawn_file_actions_destroy(&actions)
            throw error
        }
    }

    deinit {
        var actions = self.actions
        var attributes = self.attributes
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
        for copy in copies { _ = close(copy) }
    }

    /// Starts the command and returns its process id.
    mutating func spawn(_ command: Command) throws(ProcessError) -> pid_t {
        try check(command)
        try add(descriptors: command.descriptors)
        try statusCall("chdir") { posix_spawn_file_actions_addchdir_np(&actions, command.workingDirectory) }
        try setAttributes(command.grouping)
        let arguments = [command.executable] + command.arguments
        let environment = command.environment.map { "\($0.key)=\($0.value)" }.sorted()
        var pid: pid_t = -1
        try statusCall("posix_spawn \(command.executable)") {
            withCStrings(arguments) { argv in
                withCStrings(environment) { envp in
                    posix_spawn(&pid, command.executable, &actions, &attributes, argv, envp)
                }
            }
        }
        return pid
    }

    private func check(_ command: Command) throws(ProcessError) {
        func refuse(_ message: String) -> ProcessError {
            ProcessError(.invalid, operation: "posix_spawn", message: message)
        }
        guard command.executable.hasPrefix("/"), command.workingDirectory.hasPrefix("/") else {
            throw refuse("the program and its working directory must be absolute paths")
        }
        var texts = command.arguments + [command.executable, command.workingDirectory]
        for (name, value) in command.environment {
            guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "=")) else {
                throw refuse("an environment variable's name is empty or contains =")
            }
            texts += [name, value]
        }
        guard !texts.contains(where: { $0.utf8.contains(0) }) else { throw refuse("an argument contains a NUL byte") }
        guard command.descriptors.keys.allSatisfy({ (0...Self.highestDescriptor).contains($0) }) else {
            throw refuse("a child's descriptor is not within 0 and \(Self.highestDescriptor)")
        }
    }

    private mutating func add(descriptors: [Int32: Int32]) throws(ProcessError) {
        let end = max(2, descriptors.keys.max() ?? 2) + 1
        for target in 0..<end {
            if let source = descriptors[target] {
                let copy = try Descriptor.duplicate(source, atLeast: end)
                copies.append(copy)
                try statusCall("dup2") { posix_spawn_file_actions_adddup2(&actions, copy, target) }
            } else if target <= 2 {
                try statusCall("open /dev/null") {
                    posix_spawn_file_actions_addopen(&actions, target, "/dev/null", O_RDWR, 0)
                }
            } else {
                try statusCall("close") { posix_spawn_file_actions_addclose(&actions, target) }
            }
        }
        try statusCall("closefrom") { posix_spawn_file_actions_addclosefrom_np(&actions, end) }
    }

    private mutating func setAttributes(_ grouping: Command.Grouping) throws(ProcessError) {
        var every = sigset_t()
        var none = sigset_t()
        sigfillset(&every)
        sigemptyset(&none)
        var flags = Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)
        switch grouping {
        case .own: break
        case .newGroup: flags |= Int32(POSIX_SPAWN_SETPGROUP)
        case .newSession: flags |= Int32(assay_spawn_setsid)
        }
        try statusCall("posix_spawnattr_setsigdefault") { posix_spawnattr_setsigdefault(&attributes, &every) }
        try statusCall("posix_spawnattr_setsigmask") { posix_spawnattr_setsigmask(&attributes, &none) }
        try statusCall("posix_spawnattr_setpgroup") { posix_spawnattr_setpgroup(&attributes, 0) }
        try statusCall("posix_spawnattr_setflags") { posix_spawnattr_setflags(&attributes, Int16(flags)) }
    }
}

/// Calls `body` with a NULL-terminated array of C strings that live as long as the call.
private func withCStrings<Result>(
    _ strings: [String],
    _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers)
}
