import Glibc
import Processes

extension Sandbox {
    /// The files that this process runs from: the program and every library, at the same paths inside.
    package static func selfBinds() throws(SandboxError) -> [Bind] {
        var contents: [UInt8] = []
        try asSandboxError { () throws(ProcessError) in
            let maps = try Descriptor.open("/proc/self/maps", flags: O_RDONLY)
            while let chunk = try maps.read(1 << 16), !chunk.isEmpty, contents.count < 16 << 20 { contents += chunk }
        }
        var paths: Set<String> = []
        for line in String(decoding: contents, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
            // What is mapped to run, not what is mapped to read: no database, no locale.
            guard fields.count == 6, fields[1].contains("x") else { continue }
            let path = fields[5].drop { $0 == " " }
            guard path.hasPrefix("/") else { continue }
            guard !path.hasSuffix(" (deleted)") else {
                throw SandboxError(
                    .invalid,
                    operation: "own executable",
                    message: "the running program was replaced on disk",
                    hint: "restart assay"
                )
            }
            paths.insert(String(path))
        }
        // What lies under /usr is inside anyway.
        return paths.filter { !$0.hasPrefix("/usr/") && !$0.hasPrefix("/lib") }.sorted().map { Bind($0) }
    }

    /// This very program as a child without network, for work on hostile bytes: unpacking, indexing.
    ///
    /// `output` becomes its standard output; only standard error is the log. Both descriptors must stay open while it
    /// runs, and whoever reads the other end of `output` must do so meanwhile.
    package static func forOwnExecutable(
        arguments: [String],
        writable: [Bind] = [],
        readOnly: [Bind] = [],
        input: Int32? = nil,
        output: Int32? = nil,
        limits: SandboxLimits = SandboxLimits(),
        worker: SandboxWorker = SandboxWorker(slot: 0)
    ) throws(SandboxError) -> Sandbox {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &path, path.count)
        guard length > 0, length < path.count else {
            throw SandboxError(ProcessError(errno: errno, operation: "readlink /proc/self/exe"))
        }
        let program = String(decoding: path.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
        var environment = ["PATH": "/usr/bin:/bin"]
        // The loader found our libraries through the program's run path or through this.
        if let libraries = getenv("LD_LIBRARY_PATH") { environment["LD_LIBRARY_PATH"] = String(cString: libraries) }
        var sandbox = Sandbox(
            command: [program] + arguments,
            environment: environment,
            readOnly: try selfBinds() + readOnly,
            writable: writable,
            limits: limits,
            worker: worker
        )
        sandbox.standardInput = input
        sandbox.standardOutput = output
        return sandbox
    }
}
