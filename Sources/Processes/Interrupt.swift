/// A flag that wakes a thread waiting in `poll`; once set it stays set.
package final class Interrupt: Sendable {
    private let pipe: Pipe

    package init() throws(ProcessError) { pipe = try Pipe() }

    /// Readable once ``set()`` was called.
    package var number: Int32 { pipe.readNumber }

    /// Sets the flag.
    package func set() {
        // A process is cancelled once or twice: the pipe has room.
        try? pipe.write([1])
    }
}
