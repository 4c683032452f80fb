import CLinux
import Glibc

/// A file descriptor that is closed when its owner goes away; always close-on-exec.
package struct Descriptor: ~Copyable, Sendable {
    /// The number, valid as long as this value lives.
    package let number: Int32

    /// Takes a descriptor over.
    package init(owning number: Int32) { self.number = number }

    deinit { _ = close(number) }

    /// Gives the number away; the caller closes it.
    package consuming func release() -> Int32 {
        let number = self.number
        discard self
        return number
    }

    /// Opens a file; `O_CLOEXEC` is added.
    package static func open(_ path: String, flags: Int32, mode: UInt32 = 0o600) throws(ProcessError) -> Descriptor {
        Descriptor(owning: try systemCall("open") { Glibc.open(path, flags | O_CLOEXEC, mode) })
    }

    /// An anonymous file in memory that holds `contents`, positioned at its start.
    package static func memory(_ contents: [UInt8]) throws(ProcessError) -> Descriptor {
        let descriptor = Descriptor(owning: try systemCall("memfd_create") { memfd_create("assay", 1) })
        try descriptor.write(contents)
        try systemCall("lseek") { lseek(descriptor.number, 0, SEEK_SET) }
        return descriptor
    }

    /// A second descriptor for the same open file.
    package func duplicate(atLeast minimum: Int32 = 3) throws(ProcessError) -> Descriptor {
        Descriptor(owning: try Self.duplicate(number, atLeast: minimum))
    }

    static func duplicate(_ number: Int32, atLeast minimum: Int32) throws(ProcessError) -> Int32 {
        try systemCall("fcntl") { fcntl(number, F_DUPFD_CLOEXEC, minimum) }
    }

    /// Makes reads and writes return at once.
    package func setNonBlocking() throws(ProcessError) {
        try systemCall("fcntl") { fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) }
    }

    /// Writes everything, waiting as long as it takes.
    package func write(_ bytes: [UInt8]) throws(ProcessError) { try Self.write(number, bytes) }

    /// Reads at most `count` bytes; empty at the end, nil when nothing is there yet.
    package func read(_ count: Int) throws(ProcessError) -> [UInt8]? { try Self.read(number, count) }

    static func write(_ number: Int32, _ bytes: [UInt8]) throws(ProcessError) {
        var offset = 0
        while offset < bytes.count {
            offset += try systemCall("write") {
                bytes.withUnsafeBytes { Glibc.write(number, $0.baseAddress?.advanced(by: offset), $0.count - offset) }
            }
        }
    }

    static func read(_ number: Int32, _ count: Int) throws(ProcessError) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        while true {
            let got = Glibc.read(number, &bytes, count)
            if got >= 0 { return Array(bytes.prefix(got)) }
            switch errno {
            case EINTR: continue
            case EAGAIN: return nil
            default: throw ProcessError(errno: errno, operation: "read")
            }
        }
    }
}
