import Bytes
import Glibc
import Processes

/// Writes the options of one `bwrap` call.
struct BubblewrapArguments: ~Copyable {
    /// The options, to be handed over through a descriptor: they hold the environment.
    private(set) var options: [String] = []
    /// What follows the options on the command line.
    let command: [String]
    /// Files that bwrap reads from descriptors: (number in bwrap, contents).
    private(set) var files: [(number: Int32, contents: [UInt8])] = []

    /// The numbers that descriptors have in bwrap; it closes each before the command starts.
    enum Number {
        static let options: Int32 = 3
        static let filter: Int32 = 4
        static let status: Int32 = 5
        static let block: Int32 = 6
        static let firstFile: Int32 = 7
    }

    private static let setpriv = "/usr/bin/setpriv"
    private static let env = "/usr/bin/env"

    init(_ sandbox: Sandbox, proxyEnvironment: [String: String]) throws(SandboxError) {
        try sandbox.check()
        let environment = sandbox.environment.merging(proxyEnvironment, uniquingKeysWith: { $1 }).sorted(by: <)
        command = Self.command(of: sandbox, environment: environment)
        addNamespaces()
        addSystem()
        addConfiguration(sandbox)
        addMounts(sandbox)
        add("--remount-ro", "/dev")
        add("--remount-ro", "/")
        add("--clearenv")
        if !SandboxWorker.isPrivileged {
            for (name, value) in environment { add("--setenv", name, value) }
        }
        add("--chdir", sandbox.workingDirectory)
        add("--seccomp", "\(Number.filter)", "--json-status-fd", "\(Number.status)", "--block-fd", "\(Number.block)")
    }

    /// The options as bwrap reads them from its descriptor.
    var bytes: [UInt8] { options.flatMap { Array($0.utf8) + [0] } }

    private mutating func add(_ words: String...) { options += words }

    private mutating func addNamespaces() {
        add("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")
        add("--hostname", "assay", "--new-session", "--die-with-parent", "--cap-drop", "ALL")
        if SandboxWorker.isPrivileged {
            // What setpriv needs to leave root; it drops them with everything else.
            for capability in ["CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"] { add("--cap-add", capability) }
        } else {
            add("--unshare-user", "--disable-userns")
        }
    }

    /// `/usr` and what leads to it, `/proc`, `/dev`.
    private mutating func addSystem() {
        add("--ro-bind", "/usr", "/usr")
        for name in ["bin", "sbin", "lib", "lib32", "lib64", "libx32"] {
            var target = [CChar](repeating: 0, count: 256)
            let length = readlink("/" + name, &target, target.count)
            if length > 0, length < target.count {
                let text = String(decoding: target.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
                add("--symlink", text, "/" + name)
            } else {
                add("--ro-bind-try", "/" + name, "/" + name)
            }
        }
        add("--proc", "/proc", "--dev", "/dev", "--dir", "/run", "--dir", "/var", "--dir", "/etc/ssl")
        // These tell of keys and timers of the whole machine.
        for name in ["keys", "key-users", "timer_list"] { add("--ro-bind-try", "/dev/null", "/proc/" + name) }
        // Root may write to these of the whole machine without any capability; core_pattern even names a program that
        // the kernel runs outside. Nobody is root inside, and should somebody become it, this still holds.
        if SandboxWorker.isPrivileged { add("--ro-bind", "/proc/sys", "/proc/sys") }
    }

    /// What compilers and TLS libraries look for in `/etc`; users, hosts and name service are ours.
    private mutating func addConfiguration(_ sandbox: Sandbox) {
        let shared = [
            "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "ssl/certs", "ssl/openssl.cnf",
            "ca-certificates", "ca-certificates.conf", "localtime", "debian_version", "os-release", "lsb-release",
            "protocols", "services", "mime.types", "magic", "perl", "python3", "python3.11", "java-17-openjdk",
        ]
        for name in shared { add("--ro-bind-try", "/etc/" + name, "/etc/" + name) }
        let id = sandbox.worker.effectiveIdentifier
        let home =
            sandbox.environment["HOME"].flatMap { $0.utf8.contains(where: ":\n".utf8.contains) ? nil : $0 } ?? "/tmp"
        let root = id == 0 ? "" : "root:x:0:0:root:/:/usr/sbin/nologin\n"
        let rootGroup = id == 0 ? "" : "root:x:0:\n"
        addFile("/etc/passwd", root + "build:x:\(id):\(id):build:\(home):/bin/sh\n")
        addFile("/etc/group", rootGroup + "build:x:\(id):\n")
        addFile(
            "/etc/nsswitch.conf",
            "passwd: files\ngroup: files\nhosts: files dns\nprotocols: files\nservices: files\n"
        )
        addFile("/etc/hosts", "127.0.0.1 localhost assay\n::1 localhost\n")
        addFile("/etc/resolv.conf", "")
        addFile("/etc/machine-id", "")
    }

    private mutating func addFile(_ path: String, _ contents: String) {
        let number = Number.firstFile + Int32(files.count)
        files.append((number, Array(contents.utf8)))
        add("--perms", "0644", "--file", "\(number)", path)
    }

    private mutating func addMounts(_ sandbox: Sandbox) {
        for path in ["/tmp", "/var/tmp", "/dev/shm"] + sandbox.temporary {
            addParents(of: path)
            add("--perms", "1777", "--size", "\(sandbox.limits.temporary)", "--tmpfs", path)
        }
        for bind in Set(sandbox.readOnly).sorted(by: { $0.inside < $1.inside }) {
            addParents(of: bind.inside)
            add("--ro-bind", bind.host, bind.inside)
        }
        for bind in sandbox.writable {
            addParents(of: bind.inside)
            add("--bind", bind.host, bind.inside)
        }
    }

    /// Directories on the way to a path. Those that bwrap makes by itself only root can enter.
    private mutating func addParents(of path: String) {
        var parent = ""
        for name in path.pieces(between: "/").dropLast() where !name.isEmpty {
            parent += "/" + name
            if !options.contains(parent) { add("--dir", parent) }
        }
    }

    /// As root, setpriv gives up all power before it starts the command. It is still root while the loader looks at
    /// variables such as `LD_PRELOAD`, which a project may set, so it gets none: env sets them once the power is gone.
    private static func command(
        of sandbox: Sandbox,
        environment: [(key: String, value: String)]
    ) -> [String] {
        guard SandboxWorker.isPrivileged else { return sandbox.command }
        let id = "\(sandbox.worker.identifier)"
        let drop = [
            setpriv, "--reuid", id, "--regid", id, "--clear-groups", "--bounding-set=-all", "--inh-caps=-all",
            "--no-new-privs", "--",
        ]
        // bwrap would say PWD itself; a project's own value comes later and counts.
        let variables = ["PWD=\(sandbox.workingDirectory)"] + environment.map { "\($0.key)=\($0.value)" }
        return drop + [env, "-i", "--"] + variables + sandbox.command
    }
}
