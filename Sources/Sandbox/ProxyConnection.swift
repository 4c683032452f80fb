import Addresses
import Glibc
import Processes

/// Serves one connection from the sandbox: one tunnel or one plain request.
struct ProxyConnection {
    private let proxy: FetchProxy
    private static let recordedPath = 2048

    init(_ proxy: FetchProxy) { self.proxy = proxy }

    func serve(_ client: consuming ProxySocket) {
        guard let (head, rest) = readHead(client) else { return }
        let request: ProxyRequest
        do throws(ProxyRequest.Refusal) {
            request = try ProxyRequest(head)
        } catch {
            return answer(client, error)
        }
        let record = FetchRequest(
            scheme: request.path == nil ? "https" : "http",
            host: request.endpoint.host,
            port: request.endpoint.port,
            method: request.method,
            path: request.path.map { String($0.prefix(Self.recordedPath)) }
        )
        guard let place = proxy.record(record) else {
            return answer(client, ProxyRequest.Refusal(status: 429, reason: "too many requests"))
        }
        do throws(ProxyRequest.Refusal) {
            relay(request, rest, from: client, to: ProxySocket(owning: try connect(request.endpoint)), place)
        } catch {
            let reason = error.reason
            proxy.update(place) { $0.failure = reason }
            answer(client, error)
        }
    }

    private func relay(
        _ request: ProxyRequest,
        _ rest: [UInt8],
        from client: borrowing ProxySocket,
        to server: consuming ProxySocket,
        _ place: Int
    ) {
        let isTunnel = request.path == nil
        let body = isTunnel ? rest : Array(rest.prefix(request.contentLength))
        var relay = ProxyRelay(
            clientLimit: isTunnel ? nil : request.contentLength - body.count,
            toServer: isTunnel ? body : request.forwarded + body,
            toClient: isTunnel ? Array("HTTP/1.1 200 Connection established\r\n\r\n".utf8) : [],
            idle: proxy.policy.idle,
            stopping: proxy.stopping,
            spend: proxy.spend
        )
        let outcome = relay.run(client: client, server: server)
        proxy.update(place) {
            $0.sent = body.count + outcome.sent
            $0.received = outcome.received
            $0.failure = outcome.failure
        }
    }

    /// A connection to an address that was checked: a name is resolved once, and only what it resolved to is used.
    private func connect(_ endpoint: FetchPolicy.Endpoint) throws(ProxyRequest.Refusal) -> Int32 {
        let isException = proxy.policy.exceptions.contains(endpoint)
        guard isException || proxy.policy.ports.contains(endpoint.port) else {
            throw ProxyRequest.Refusal(status: 403, reason: "port \(endpoint.port) is not allowed")
        }
        let addresses = proxy.resolver.addresses(endpoint.host)
        guard !addresses.isEmpty else {
            throw ProxyRequest.Refusal(status: 502, reason: "the host has no address")
        }
        let allowed = addresses.filter { isException || $0.isPublic }
        guard !allowed.isEmpty else {
            throw ProxyRequest.Refusal(status: 403, reason: "the host is not on the public internet")
        }
        let deadline = ContinuousClock.now + proxy.policy.connect
        for address in allowed {
            let number = ProxySocket.connect(address, port: endpoint.port, until: deadline, stopping: proxy.stopping)
            if let number { return number }
        }
        throw ProxyRequest.Refusal(status: 502, reason: "the host does not answer")
    }

    /// The request's header without its empty line, and what followed; nil when the client gave up or broke a limit.
    private func readHead(_ client: borrowing ProxySocket) -> (head: ArraySlice<UInt8>, rest: [UInt8])? {
        let deadline = ContinuousClock.now + proxy.policy.idle
        let end = Array("\r\n\r\n".utf8)
        var bytes: [UInt8] = []
        while true {
            let ready = try? Readiness.wait(for: [client.number, proxy.stopping.number], until: deadline)
            guard let ready, ready[0], !ready[1] else { return nil }
            guard let chunk = client.receive(16 * 1024) else { continue }
            guard !chunk.isEmpty else { return nil }
            // The end may lie across two chunks, but never before what was searched already.
            let searched = max(0, bytes.count - 3)
            bytes += chunk
            if let range = bytes[searched...].firstRange(of: end) {
                guard range.lowerBound <= proxy.policy.headerSize else { break }
                return (bytes[..<range.lowerBound], Array(bytes[range.upperBound...]))
            }
            guard bytes.count <= proxy.policy.headerSize else { break }
        }
        answer(client, ProxyRequest.Refusal(status: 431, reason: "the header is too large"))
        return nil
    }

    private func answer(_ client: borrowing ProxySocket, _ refusal: ProxyRequest.Refusal) {
        let text = "assay: \(refusal.reason)\n"
        let head =
            "HTTP/1.1 \(refusal.status) Refused\r\nContent-Type: text/plain\r\nContent-Length: \(text.utf8.count)\r\n"
        // Small enough for an empty socket buffer; a client that reads nothing gets nothing.
        _ = client.send(Array((head + "Connection: close\r\n\r\n" + text).utf8)[...])
        client.finishSending()
    }
}
