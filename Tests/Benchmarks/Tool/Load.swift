import Glibc

/// Signed deliveries over connections that stay open; everything is made and signed before the clock starts.
struct Load {
    let port: UInt16
    let path: String
    let secret: String
    let count: Int
    let connections: Int

    private struct Connection {
        var descriptor: Int32
        var began = 0.0
        var reply: [UInt8] = []
    }

    /// Prints requests a second, the median and the 99th percentile in milliseconds, and how many got 200 or 202.
    func run() {
        let secret = Array(secret.utf8)
        let deliveries = (0..<count).map { _ in Delivery(port: port, path: path, secret: secret).request }
        var open = (0..<connections).map { _ in Connection(descriptor: Socket.connect(port: port)) }
        let poller = epoll_create1(0)
        for index in open.indices {
            var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: UInt64(index)))
            epoll_ctl(poller, EPOLL_CTL_ADD, open[index].descriptor, &event)
        }
        var (next, accepted) = (0, 0)
        var latencies: [Double] = []
        latencies.reserveCapacity(count)
        var events = [epoll_event](repeating: epoll_event(), count: connections)
        var buffer = [UInt8](repeating: 0, count: 65536)
        let began = now()
        for index in open.indices { send(&open[index], deliveries, &next) }
        while latencies.count < count {
            let ready = epoll_wait(poller, &events, Int32(connections), 20_000)
            guard ready > 0 else { fail("no reply for 20 seconds") }
            for event in events.prefix(Int(ready)) {
                let index = Int(event.data.u64)
                let size = recv(open[index].descriptor, &buffer, buffer.count, 0)
                guard size > 0 else { fail("the server closed a connection") }
                open[index].reply += buffer.prefix(size)
                guard let status = Self.status(open[index].reply) else { continue }
                latencies.append(now() - open[index].began)
                if status == 200 || status == 202 { accepted += 1 }
                send(&open[index], deliveries, &next)
            }
        }
        let elapsed = now() - began
        latencies.sort()
        let (middle, high) = (quantile(0.5, of: latencies) * 1e3, quantile(0.99, of: latencies) * 1e3)
        print(decimal(Double(count) / elapsed), decimal(middle), decimal(high), accepted)
    }

    private func send(_ connection: inout Connection, _ deliveries: [[UInt8]], _ next: inout Int) {
        guard next < deliveries.count else { return }
        connection.reply.removeAll(keepingCapacity: true)
        connection.began = now()
        guard Socket.write(deliveries[next][...], to: connection.descriptor) else { fail("cannot send") }
        next += 1
    }

    /// The status of a reply that has come whole: it tells its length, or has no body.
    private static func status(_ reply: [UInt8]) -> Int? {
        let text = String(decoding: reply, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let head = text[..<end.lowerBound].lowercased()
        let body = text[end.upperBound...].utf8.count
        guard let field = head.firstRange(of: "content-length:") else { fail("a reply without Content-Length") }
        let length = head[field.upperBound...].drop { $0 == " " }.prefix { $0.isNumber }
        guard body >= Int(length) ?? 0 else { return nil }
        return Int(head.dropFirst(9).prefix(3))
    }
}
