import Glibc

/// `git http-backend` on loopback: one request a connection, a thread each.
struct GitServer {
    let root: String

    /// Prints the port and serves until it is killed.
    func run() {
        let (listener, port) = Socket.listen()
        print(port)
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { continue }
            _ = fcntl(client, F_SETFD, FD_CLOEXEC)
            var thread = pthread_t()
            let task = Unmanaged.passRetained(Connection(client, root))
            pthread_create(
                &thread,
                nil,
                { pointer in
                    pointer.map { Unmanaged<Connection>.fromOpaque($0).takeRetainedValue().serve() }
                    return nil
                },
                task.toOpaque()
            )
            pthread_detach(thread)
        }
    }

    private final class Connection: Sendable {
        private let descriptor: Int32
        private let root: String

        init(_ descriptor: Int32, _ root: String) {
            self.descriptor = descriptor
            self.root = root
        }

        deinit { close(descriptor) }

        func serve() {
            guard let (head, body) = receive(), let input = Self.pipe(with: body) else { return }
            defer { close(input) }
            let output = makePipe()
            let process = Spawned(
                ["git", "http-backend"],
                [0: input, 1: output.writing],
                environment: variables(head, body)
            )
            close(output.writing)
            answer(from: output.reading)
            close(output.reading)
            _ = process.wait()
        }

        private func variables(_ head: [String], _ body: ArraySlice<UInt8>) -> [String: String] {
            let words = head[0].split(separator: " ")
            let target = words.count > 1 ? words[1].split(separator: "?", maxSplits: 1) : []
            func field(_ name: String) -> String? {
                head.first { $0.lowercased().hasPrefix(name + ":") }
                    .map { String($0.dropFirst(name.count + 1).drop { $0 == " " }) }
            }
            var variables = [
                "GIT_PROJECT_ROOT": root, "GIT_HTTP_EXPORT_ALL": "1", "REMOTE_ADDR": "127.0.0.1",
                "REQUEST_METHOD": String(words[0]), "PATH_INFO": target.first.map(String.init) ?? "/",
                "QUERY_STRING": target.count > 1 ? String(target[1]) : "", "CONTENT_LENGTH": "\(body.count)",
                "CONTENT_TYPE": field("content-type") ?? "",
            ]
            variables["GIT_PROTOCOL"] = field("git-protocol")
            variables["HTTP_CONTENT_ENCODING"] = field("content-encoding")
            return variables
        }

        /// Reads one request whose body tells its length.
        private func receive() -> (head: [String], body: ArraySlice<UInt8>)? {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = recv(descriptor, &buffer, buffer.count, 0)
                guard count > 0 else { return nil }
                bytes += buffer.prefix(count)
                let text = String(decoding: bytes, as: UTF8.self)
                guard let end = text.firstRange(of: "\r\n\r\n") else { continue }
                let head = text[..<end.lowerBound].split(separator: "\r\n").map(String.init)
                let length =
                    head.first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.dropFirst(15).drop { $0 == " " }) } ?? 0
                // A head is ASCII, so that its length in the text is that in bytes.
                let body = bytes.dropFirst(text[..<end.upperBound].utf8.count)
                if body.count >= length { return (head, body) }
            }
        }

        /// A pipe that holds the whole request; those of clones are far smaller than a pipe.
        private static func pipe(with bytes: ArraySlice<UInt8>) -> Int32? {
            guard bytes.count < 65536 else { return nil }
            let input = makePipe()
            let count = bytes.withUnsafeBytes { write(input.writing, $0.baseAddress, $0.count) }
            close(input.writing)
            return count == bytes.count ? input.reading : nil
        }

        /// Passes on what git writes; its `Status` field becomes the status line.
        private func answer(from pipe: Int32) {
            var head: [UInt8]? = []
            var buffer = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = read(pipe, &buffer, buffer.count)
                guard count > 0 else { return }
                guard var beginning = head else {
                    guard Socket.write(buffer[..<count], to: descriptor) else { return }
                    continue
                }
                beginning += buffer.prefix(count)
                head = beginning
                let text = String(decoding: beginning, as: UTF8.self)
                guard text.contains("\r\n\r\n") else { continue }
                let status = text.hasPrefix("Status: ") ? String(text.dropFirst(8).prefix(3)) : "200"
                let line = Array("HTTP/1.1 \(status) Answer\r\nConnection: close\r\n".utf8)
                guard Socket.write(line + beginning[...], to: descriptor) else { return }
                head = nil
            }
        }
    }
}
