import Foundation
import Glibc

/// A client that sends exactly the bytes that it is told to, and shows exactly those that come back.
final class RawClient: Sendable {
    private let socket: Int32

    /// Connects to a port of this machine, from `source` where one of its addresses is given.
    init(port: Int, receiveBuffer: Int32? = nil, from source: UInt32? = nil) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var size = receiveBuffer {
            setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        // Far longer than anything here takes.
        var timeout = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        if let source {
            guard Self.withAddress(source, port: 0, { bind(socket, $0, $1) }) == 0 else {
                throw CocoaError(.fileReadUnknown)
            }
        }
        guard socket >= 0, Self.withAddress(0x7F00_0001, port: port, { connect(socket, $0, $1) }) == 0 else {
            throw CocoaError(.fileReadUnknown)
        }
    }

    private static func withAddress(
        _ host: UInt32,
        port: Int,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = host.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    deinit { close(socket) }

    /// Sends bytes; returns whether the server took them all.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// The next bytes that come; empty when the server has closed.
    func receive() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(socket, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : []
    }

    /// What has come by now; empty when nothing has, or the server has closed.
    func pending() -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        return count > 0 ? Array(buffer[..<count]) : []
    }

    /// Everything up to the end of the connection, or what came in 20 seconds: a thread that reads a stream which
    /// should not be there cannot be cancelled, and would keep the test from failing.
    func receiveAll() -> [UInt8] {
        var all: [UInt8] = []
        let end = ContinuousClock.now + .seconds(20)
        while true {
            if ContinuousClock.now > end { return all }
            let bytes = receive()
            if bytes.isEmpty { return all }
            all += bytes
        }
    }
}

/// A response as it came, with a chunked body put together.
struct RawResponse: Sendable {
    let status: Int
    let headers: [String: String]
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    /// Reads a whole response; `nil` for what is none.
    init?(_ bytes: [UInt8]) {
        let separator = Array("\r\n\r\n".utf8)
        guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: separator) }) else { return nil }
        // A carriage return and a line feed are one character for Swift.
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first, let status = Int(first.split(separator: " ")[1]) else { return nil }
        self.status = status
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            headers[parts[0].lowercased()] = parts.count == 2 ? parts[1] : ""
        }
        self.headers = headers
        let rest = Array(bytes[(end + 4)...])
        body = headers["transfer-encoding"] == "chunked" ? Self.chunks(rest).flatMap { $0 } : rest
    }

    /// The chunks of a chunked body.
    static func chunks(_ bytes: [UInt8]) -> [[UInt8]] {
        var chunks: [[UInt8]] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            let size = Int(String(decoding: rest[..<end].dropLast(), as: UTF8.self), radix: 16) ?? 0
            guard size > 0, rest.count >= end + 1 - rest.startIndex + size else { return chunks }
            chunks.append(Array(rest[(end + 1)..<(end + 1 + size)]))
            rest = rest.dropFirst(end + 1 - rest.startIndex + size + 2)
        }
        return chunks
    }
}

/// Runs something that blocks on a thread of its own: Dispatch has few, and the server under test needs them.
func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}
