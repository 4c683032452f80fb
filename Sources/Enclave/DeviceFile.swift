import Glibc

/// An open device, socket or pseudo file, closed when its owner goes away.
struct DeviceFile: ~Copyable, Sendable {
    /// Valid as long as this value lives.
    let number: Int32
    /// What messages call it.
    let name: String

    /// Takes over a descriptor that nobody else closes.
    init(owning number: Int32, name: String) {
        self.number = number
        self.name = name
    }

    /// Opens a file whose path is trusted.
    init(path: String, flags: Int32) throws(EnclaveError) {
        let number = try systemCall("open", path) { open(path, flags | O_CLOEXEC | O_NOCTTY) }
        self.init(owning: number, name: path)
    }

    deinit { _ = close(number) }

    /// Waits until the file is ready for `events`; beyond `deadline` that is an error.
    borrowing func wait(for events: Int32, until deadline: ContinuousClock.Instant) throws(EnclaveError) {
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            let milliseconds = min(max(0, left / .milliseconds(1)), 600_000)
            var entry = pollfd(fd: number, events: Int16(events), revents: 0)
            let count = poll(&entry, 1, Int32(milliseconds.rounded(.up)))
            if count > 0 { return }
            if count < 0, errno != EINTR { throw .system("poll", name, errno) }
            guard left > .zero else { throw EnclaveError(.timeout, "poll", "\(name): no answer in time") }
        }
    }

    /// Reads at most `count` bytes; empty at the end.
    borrowing func read(_ count: Int) throws(EnclaveError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let number = number
        let got = try systemCall("read", name) { Glibc.read(number, &bytes, count) }
        return Array(bytes.prefix(got))
    }

    /// Reads to the end; more than `limit` bytes are an error.
    borrowing func readToEnd(limit: Int) throws(EnclaveError) -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let piece = try read(limit + 1 - bytes.count)
            if piece.isEmpty { return bytes }
            bytes += piece
            guard bytes.count <= limit else {
                throw EnclaveError(.malformed, "read", "\(name): more than \(limit) bytes")
            }
        }
    }

    /// Hands all bytes over in one call, as interfaces need it that take a write for a message.
    borrowing func write(_ bytes: [UInt8]) throws(EnclaveError) {
        let number = number
        let count = try systemCall("write", name) { Glibc.write(number, bytes, bytes.count) }
        guard count == bytes.count else {
            throw EnclaveError(.failure, "write", "\(name): took \(count) of \(bytes.count) bytes")
        }
    }
}
