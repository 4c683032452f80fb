import CLinux
import Glibc

/// A pipe; both ends are closed with it, and either can be closed before.
package struct Pipe: ~Copyable, Sendable {
    /// The number of the end to read from; -1 once closed.
    package private(set) var readNumber: Int32
    /// The number of the end to write to; -1 once closed.
    package private(set) var writeNumber: Int32

    /// Makes a pipe.
    package init() throws(ProcessError) {
        var ends: [Int32] = [-1, -1]
        try systemCall("pipe2") { pipe2(&ends, O_CLOEXEC) }
        readNumber = ends[0]
        writeNumber = ends[1]
    }

    deinit {
        if readNumber >= 0 { _ = close(readNumber) }
        if writeNumber >= 0 { _ = close(writeNumber) }
    }

    /// Closes the end to read from: who writes then fails.
    package mutating func closeReading() {
        if readNumber >= 0 { _ = close(readNumber) }
        readNumber = -1
    }

    /// Closes the end to write to: who reads then comes to an end.
    package mutating func closeWriting() {
        if writeNumber >= 0 { _ = close(writeNumber) }
        writeNumber = -1
    }

    /// Makes reads return at once.
    package func setReadNonBlocking() throws(ProcessError) {
        try systemCall("fcntl") { fcntl(readNumber, F_SETFL, fcntl(readNumber, F_GETFL) | O_NONBLOCK) }
    }

    /// Reads at most `count` bytes; empty at the end, nil when nothing is there yet.
    package func read(_ count: Int) throws(ProcessError) -> [UInt8]? { try Descriptor.read(readNumber, count) }

    /// Writes everything, waiting as long as it takes.
    package func write(_ bytes: [UInt8]) throws(ProcessError) { try Descriptor.write(writeNumber, bytes) }
}
