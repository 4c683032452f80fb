import Foundation
import Synchronization

/// A real HTTP/1.1 server on a loopback port, with a thread for each connection, that can also misbehave.
///
/// It serves until ``stop()`` or until its last reference goes. A stalled or endless reply ends when the client leaves.
package final class LoopbackServer: Sendable {
    /// Answers one request; runs on the connection's own thread and may block.
    package typealias Handler = @Sendable (Request) -> Response

    /// The largest request body that is kept, in bytes; a larger one is answered with 413.
    package static let bodyLimit = 512 << 20

    /// The port on 127.0.0.1.
    package let port: UInt16
    private let listener: Listener

    /// The server's base URL, without a slash at the end.
    package var url: String { "http://127.0.0.1:\(port)" }
    /// The value that a client sends as `Host`.
    package var authority: String { "127.0.0.1:\(port)" }

    /// Starts to serve on a free port.
    package init(handler: @escaping Handler) throws {
        listener = try Listener()
        port = listener.port
        listener.start(handler)
    }

    /// Closes the port and every connection.
    package func stop() { listener.stop() }

    deinit { listener.stop() }
}

/// The listening socket and the connections that it has accepted.
private final class Listener: Sendable {
    private struct State {
        var isStopped = false
        var connections: Set<Int32> = []
    }

    let port: UInt16
    private let descriptor: Int32
    private let state = Mutex(State())

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw POSIXError(.EMFILE) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, length) == 0 && listen(descriptor, 128) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        guard isListening else {
            close(descriptor)
            throw POSIXError(.EADDRNOTAVAIL)
        }
        self.descriptor = descriptor
        port = UInt16(bigEndian: address.sin_port)
    }

    func start(_ handler: @escaping LoopbackServer.Handler) {
        Thread.detachNewThread { [self] in
            while true {
                let client = accept(descriptor, nil, nil)
                if client < 0, errno == EINTR || errno == ECONNABORTED { continue }
                guard client >= 0 else { break }
                _ = fcntl(client, F_SETFD, FD_CLOEXEC)
                guard admit(client) else { break }
                Thread.detachNewThread { [self] in
                    LoopbackConnection(descriptor: client).serve(handler)
                    state.withLock { _ = $0.connections.remove(client) }
                    close(client)
                }
            }
            close(descriptor)
        }
    }

    private func admit(_ client: Int32) -> Bool {
        let isAdmitted = state.withLock { state in
            guard !state.isStopped else { return false }
            state.connections.insert(client)
            return true
        }
        if !isAdmitted { close(client) }
        return isAdmitted
    }

    func stop() {
        state.withLock { state in
            guard !state.isStopped else { return }
            state.isStopped = true
            shutdown(descriptor, Int32(SHUT_RDWR))
            for connection in state.connections { shutdown(connection, Int32(SHUT_RDWR)) }
        }
    }
}
