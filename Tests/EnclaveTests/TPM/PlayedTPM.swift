import Enclave
import Foundation

/// A socket that answers a TPM's commands as a test wants.
final class PlayedTPM: Sendable {
    /// The answer to a command; `nil` ends the connection, an empty one keeps it silent.
    typealias Part = @Sendable (_ command: [UInt8]) -> [UInt8]?

    let address: TPMAddress
    private let descriptor: Int32

    /// Listens in a directory of the caller's.
    init(in directory: String, _ part: @escaping Part) throws {
        let path = "\(directory)/played.sock"
        address = .socket(path: path)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        self.descriptor = descriptor
        var socketAddress = sockaddr_un()
        socketAddress.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &socketAddress.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let isListening = withUnsafePointer(to: &socketAddress) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0 && listen(descriptor, 8) == 0
            }
        }
        guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
        Thread.detachNewThread {
            while true {
                let client = accept(descriptor, nil, nil)
                guard client >= 0 else { break }
                Self.serve(client, part)
                close(client)
            }
            close(descriptor)
        }
    }

    deinit { shutdown(descriptor, Int32(SHUT_RDWR)) }

    private static func serve(_ client: Int32, _ part: Part) {
        var buffer = [UInt8](repeating: 0, count: 8192)
        while true {
            let count = read(client, &buffer, buffer.count)
            guard count > 0, let answer = part(Array(buffer[..<count])) else { return }
            _ = send(client, answer, answer.count, Int32(MSG_NOSIGNAL))
        }
    }
}

/// A connection to a real TPM that lets a test come in between.
final class TPMRelay: Sendable {
    private let address: TPMAddress

    init(to address: TPMAddress) { self.address = address }

    /// The answer to one command, with a connection of its own.
    func answer(_ command: [UInt8]) -> [UInt8]? {
        guard case .socket(let path) = address else { return nil }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var socketAddress = sockaddr_un()
        socketAddress.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &socketAddress.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let isConnected = withUnsafePointer(to: &socketAddress) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard isConnected, send(descriptor, command, command.count, Int32(MSG_NOSIGNAL)) == command.count else {
            return nil
        }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &buffer, buffer.count)
        return count > 0 ? Array(buffer[..<count]) : nil
    }
}
