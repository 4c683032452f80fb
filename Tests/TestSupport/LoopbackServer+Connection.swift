import Foundation

/// One client of a ``LoopbackServer``: reads requests and sends what the handler answers.
struct LoopbackConnection {
    private static let headLimit = 4 << 20
    /// `POLLRDHUP`, which the C headers show to GNU sources alone.
    private static let peerHungUp: Int16 = 0x2000

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var position = 0

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Serves requests until one side ends the connection.
    func serve(_ handler: LoopbackServer.Handler) {
        var connection = self
        while let request = connection.readRequest() {
            guard connection.send(handler(request), to: request) else { return }
        }
    }

    // MARK: Reading

    private mutating func readRequest() -> LoopbackServer.Request? {
        guard let line = readLine() else { return nil }
        let parts = line.split(separator: " ")
        guard parts.count == 3 else {
            write(Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n".utf8))
            return nil
        }
        var headers = LoopbackServer.Headers()
        while true {
            guard let line = readLine() else { return nil }
            if line.isEmpty { break }
            let name = line.prefix { $0 != ":" }
            let value = line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
            headers.fields.append((String(name), value))
        }
        if headers["Expect"]?.lowercased() == "100-continue" {
            write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        }
        guard let body = readBody(headers) else { return nil }
        return LoopbackServer.Request(method: String(parts[0]), target: String(parts[1]), headers: headers, body: body)
    }

    private mutating func readBody(_ headers: LoopbackServer.Headers) -> [UInt8]? {
        if headers["Transfer-Encoding"]?.lowercased() == "chunked" { return readChunks() }
        guard let length = headers["Content-Length"] else { return [] }
        guard let count = Int(length), count >= 0, count <= LoopbackServer.bodyLimit else {
            write(Array("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8))
            return nil
        }
        return read(count)
    }

    private mutating func readChunks() -> [UInt8]? {
        var body: [UInt8] = []
        while let line = readLine(), let count = Int(line.prefix { $0 != ";" }, radix: 16), count >= 0 {
            guard body.count + count <= LoopbackServer.bodyLimit else { return nil }
            if count == 0 {
                while let trailer = readLine() { if trailer.isEmpty { return body } }
                return nil
            }
            guard let chunk = read(count), readLine() == "" else { return nil }
            body += chunk
        }
        return nil
    }

    private mutating func readLine() -> String? {
        var scanned = position
        while true {
            if let end = buffer[scanned...].firstIndex(of: 0x0A) {
                var line = buffer[position..<end]
                if line.last == 0x0D { line.removeLast() }
                position = end + 1
                return String(decoding: line, as: UTF8.self)
            }
            scanned = buffer.count
            guard buffer.count - position < Self.headLimit, fill() else { return nil }
        }
    }

    private mutating func read(_ count: Int) -> [UInt8]? {
        while buffer.count - position < count { guard fill() else { return nil } }
        let bytes = Array(buffer[position..<(position + count)])
        position += count
        compact()
        return bytes
    }

    private mutating func compact() {
        buffer.removeSubrange(..<position)
        position = 0
    }

    private mutating func fill() -> Bool {
        let piece = [UInt8](unsafeUninitializedCapacity: 65536) { storage, count in
            var received = recv(descriptor, storage.baseAddress, storage.count, 0)
            while received < 0, errno == EINTR { received = recv(descriptor, storage.baseAddress, storage.count, 0) }
            count = max(0, received)
        }
        buffer += piece
        return !piece.isEmpty
    }

    // MARK: Writing

    /// Sends a reply; whether the connection goes on.
    private func send(_ response: LoopbackServer.Response, to request: LoopbackServer.Request) -> Bool {
        let isHead = request.method == "HEAD"
        switch response.behaviour {
        case .reply:
            var response = response
            let hasNoBody = isHead || response.status == 204 || response.status == 304
            if response.headers["Content-Length"] == nil, response.status != 204 {
                response.headers["Content-Length"] = "\(response.body.count)"
            }
            let isSent = write(head(of: response) + (hasNoBody ? [] : response.body))
            return isSent && request.headers["Connection"]?.lowercased() != "close"
                && response.headers["Connection"]?.lowercased() != "close"
        case .closeWithoutReply:
            break
        case .stall:
            if write(head(of: response)) { while clientIsThere(waiting: 1000) {} }
        case .trickle(let milliseconds):
            var response = response
            response.headers["Content-Length"] = "\(response.body.count)"
            guard write(head(of: response)) else { break }
            for byte in response.body {
                guard clientIsThere(waiting: milliseconds), write([byte]) else { break }
            }
        case .produce(let produce):
            if write(head(of: response)), !isHead { produce { write($0) } }
        case .raw(let bytes):
            write(bytes)
        }
        shutdown(descriptor, Int32(SHUT_WR))
        return false
    }

    private func head(of response: LoopbackServer.Response) -> [UInt8] {
        var head = "HTTP/1.1 \(response.status) Status\r\n"
        for field in response.headers.fields { head += "\(field.name): \(field.value)\r\n" }
        return Array((head + "\r\n").utf8)
    }

    private func clientIsThere(waiting milliseconds: Int32) -> Bool {
        var state = pollfd(fd: descriptor, events: Self.peerHungUp, revents: 0)
        return poll(&state, 1, milliseconds) == 0
    }

    @discardableResult
    private func write(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                let count = Foundation.send(
                    descriptor,
                    buffer.baseAddress?.advanced(by: sent),
                    buffer.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
    }
}
