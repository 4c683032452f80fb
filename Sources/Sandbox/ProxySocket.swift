import Addresses
import Glibc
import Processes

/// A stream socket that never blocks and never raises a signal.
struct ProxySocket: ~Copyable {
    private let descriptor: Descriptor

    var number: Int32 { descriptor.number }

    init(owning number: Int32) {
        descriptor = Descriptor(owning: number)
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        _ = fcntl(number, F_SETFL, O_NONBLOCK)
    }

    /// Connects to an address; nil when that fails or takes too long.
    static func connect(
        _ address: IPAddress,
        port: UInt16,
        until deadline: ContinuousClock.Instant,
        stopping: Interrupt
    ) -> Int32? {
        let family = address.bytes.count == 4 ? AF_INET : AF_INET6
        let number = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { return nil }
        _ = fcntl(number, F_SETFL, O_NONBLOCK)
        let status = address.withSocketAddress(port: port) { Glibc.connect(number, $0, $1) }
        if status == 0 { return number }
        if errno == EINPROGRESS {
            var entries = [
                pollfd(fd: number, events: Int16(POLLOUT), revents: 0),
                pollfd(fd: stopping.number, events: Int16(POLLIN), revents: 0),
            ]
            let left = Int32(clamping: Int(ContinuousClock.now.duration(to: deadline) / .milliseconds(1)))
            var failure: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            if poll(&entries, 2, max(0, left)) > 0, entries[1].revents == 0,
                getsockopt(number, SOL_SOCKET, SO_ERROR, &failure, &size) == 0, failure == 0
            {
                return number
            }
        }
        _ = close(number)
        return nil
    }

    /// What is there: empty at the end or after an error, nil when nothing has come yet.
    func receive(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = recv(number, &bytes, count, 0)
        if got < 0, errno == EAGAIN || errno == EINTR { return nil }
        return Array(bytes.prefix(max(0, got)))
    }

    /// How many bytes were taken; nil after an error.
    func send(_ bytes: ArraySlice<UInt8>) -> Int? {
        let sent = bytes.withUnsafeBytes { Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if sent < 0 { return errno == EAGAIN || errno == EINTR ? 0 : nil }
        return sent
    }

    /// Tells the other side that nothing more will come.
    func finishSending() { _ = shutdown(number, Int32(SHUT_WR)) }
}

extension IPAddress {
    fileprivate func withSocketAddress<Result>(
        port: UInt16,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        func call<Value>(_ value: Value) -> Result {
            withUnsafePointer(to: value) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<Value>.size)) }
            }
        }
        if bytes.count == 4 {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            withUnsafeMutableBytes(of: &address.sin_addr) { $0.copyBytes(from: bytes) }
            return call(address)
        }
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        withUnsafeMutableBytes(of: &address.sin6_addr) { $0.copyBytes(from: bytes) }
        return call(address)
    }
}
