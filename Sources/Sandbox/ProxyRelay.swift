import Glibc
import Processes

/// Moves bytes between a client and a server until both are done, one is silent for too long, or the budget is used up.
struct ProxyRelay {
    /// How many bytes more the client may send; nil without limit.
    var clientLimit: Int?
    /// Waiting to be sent to the server and to the client.
    var toServer: [UInt8] = []
    var toClient: [UInt8] = []
    let idle: Duration
    let stopping: Interrupt
    /// Takes bytes from what all connections may move together; false when it is used up.
    let spend: (Int) -> Bool

    private static let chunk = 64 * 1024

    /// What was moved, and why it broke off, if it did.
    struct Outcome {
        var sent = 0
        var received = 0
        var failure: String?
    }

    mutating func run(client: borrowing ProxySocket, server: borrowing ProxySocket) -> Outcome {
        var outcome = Outcome()
        var clientIsDone = false
        var serverIsDone = false
        while !(serverIsDone && toClient.isEmpty) {
            let readsClient = !clientIsDone && toServer.isEmpty && clientLimit != 0
            let readsServer = !serverIsDone && toClient.isEmpty
            var entries = [
                pollfd(fd: client.number, events: Self.events(read: readsClient, write: !toClient.isEmpty), revents: 0),
                pollfd(fd: server.number, events: Self.events(read: readsServer, write: !toServer.isEmpty), revents: 0),
                pollfd(fd: stopping.number, events: Int16(POLLIN), revents: 0),
            ]
            // A finished side reports its end again and again: it is not asked any more.
            if clientIsDone, toClient.isEmpty { entries[0].fd = -1 }
            if entries[1].events == 0 { entries[1].fd = -1 }
            let count = poll(&entries, 3, Int32(clamping: Int(idle / .milliseconds(1))))
            if count < 0, errno == EINTR { continue }
            if count == 0 { outcome.failure = "silent for too long" }
            if count < 0 || entries[2].revents != 0 { outcome.failure = "ended with the sandbox" }
            guard outcome.failure == nil else { break }
            if readsClient, entries[0].revents != 0 {
                if let bytes = client.receive(min(Self.chunk, clientLimit ?? Self.chunk)) {
                    clientIsDone = bytes.isEmpty
                    toServer = bytes
                    if let limit = clientLimit { clientLimit = limit - bytes.count }
                    outcome.sent += bytes.count
                    guard spend(bytes.count) else {
                        outcome.failure = "more bytes than allowed"
                        break
                    }
                    if clientIsDone { server.finishSending() }
                }
            } else if Self.isGone(entries[0]) {
                break
            }
            if readsServer, entries[1].revents != 0, let bytes = server.receive(Self.chunk) {
                serverIsDone = bytes.isEmpty
                toClient = bytes
                outcome.received += bytes.count
                guard spend(bytes.count) else {
                    outcome.failure = "more bytes than allowed"
                    break
                }
            }
            guard Self.flush(&toServer, to: server), Self.flush(&toClient, to: client) else { break }
        }
        return outcome
    }

    private static func events(read: Bool, write: Bool) -> Int16 {
        (read ? Int16(POLLIN) : 0) | (write ? Int16(POLLOUT) : 0)
    }

    private static func isGone(_ entry: pollfd) -> Bool { entry.revents & Int16(POLLERR | POLLHUP) != 0 }

    private static func flush(_ bytes: inout [UInt8], to socket: borrowing ProxySocket) -> Bool {
        guard !bytes.isEmpty else { return true }
        guard let sent = socket.send(bytes[...]) else { return false }
        bytes.removeFirst(sent)
        return true
    }
}
