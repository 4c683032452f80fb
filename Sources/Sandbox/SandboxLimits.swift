/// How far a command may go.
package struct SandboxLimits: Hashable, Sendable {
    /// Wall clock time.
    package var timeout: Duration = .seconds(3600)
    /// Bytes of memory of all processes together, what they keep in temporary file systems included.
    package var memory = 8 << 30
    /// Processes and threads at one time.
    package var processes = 4096
    /// Bytes on disk in all writable trees together; also the size of the largest file.
    package var disk = 20 << 30
    /// Files and directories in all writable trees together.
    package var files = 4_000_000
    /// Bytes of output.
    package var log = 64 << 20
    /// Bytes in each temporary file system.
    package var temporary = 4 << 30
    /// Open descriptors of each process.
    package var openFiles = 8192
    /// A file system with less free space than this ends the build, whoever filled it, in bytes.
    package var diskReserve = 256 << 20

    package init() {}
}
