import Glibc

/// A program that this one started.
struct Spawned {
    private let process: pid_t

    /// Starts a program found on the search path, with descriptors in place of its standard ones.
    init(_ command: [String], _ descriptors: [Int32: Int32], environment: [String: String] = [:]) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for number in Int32(0)...2 {
            if let own = descriptors[number] {
                posix_spawn_file_actions_adddup2(&actions, own, number)
            } else {
                posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
            }
        }
        var values: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { for value in values { free(value) } }
        var variables = environment.map { strdup("\($0)=\($1)") } + Self.inherited() + [nil]
        defer { for variable in variables { free(variable) } }
        var process: pid_t = 0
        guard posix_spawnp(&process, command[0], &actions, nil, &values, &variables) == 0 else {
            fail("cannot start \(command[0])")
        }
        self.process = process
    }

    /// Waits for the end; the exit status, or 128 and the signal.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + (status & 0x7f)
    }

    private static func inherited() -> [UnsafeMutablePointer<CChar>?] {
        var copies: [UnsafeMutablePointer<CChar>?] = []
        var next = environ
        while let entry = next.pointee {
            copies.append(strdup(entry))
            next += 1
        }
        return copies
    }
}

/// A pipe whose ends no other program inherits.
func makePipe() -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { fail("no pipe") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
}
