import Foundation
import Processes

/// A real software TPM, Debian's `swtpm`, that lives as long as this value; its state is in a directory of the caller's.
package final class SoftwareTPM: Sendable {
    /// Where its commands are taken.
    package enum Place: Sendable {
        /// A socket in the state's directory.
        case socket
        /// A port of 127.0.0.1.
        case port(UInt16)
    }

    /// Where the program is.
    package static let executable = "/usr/bin/swtpm"
    /// Whether it is installed.
    package static var isInstalled: Bool { access(executable, X_OK) == 0 }

    /// The TPM's address as configuration writes it.
    package let address: String
    private let place: Place
    private let process: ChildProcess

    /// Starts a TPM; one that finds state in `directory` is the same machine started again.
    package init(in directory: String, at place: Place = .socket, isStarted: Bool = true) throws {
        self.place = place
        let server =
            switch place {
            case .socket: "type=unixio,path=\(directory)/tpm.sock"
            case .port(let port): "type=tcp,port=\(port),bindaddr=127.0.0.1"
            }
        address =
            switch place {
            case .socket: "swtpm:\(directory)/tpm.sock"
            case .port(let port): "swtpm:127.0.0.1:\(port)"
            }
        unlink("\(directory)/tpm.sock")
        process = try ChildProcess(
            Command(
                Self.executable,
                [
                    "socket", "--tpm2", "--tpmstate", "dir=\(directory)", "--server", server,
                    "--ctrl", "type=unixio,path=\(directory)/control.sock",
                    "--flags", isStarted ? "not-need-init,startup-clear" : "not-need-init",
                ],
                environment: ["PATH": "/usr/bin:/bin"]
            )
        )
        guard Self.waitUntilReachable(place, directory) else { throw POSIXError(.ECONNREFUSED) }
    }

    /// Connects again and again; the program says nothing when it is ready.
    private static func waitUntilReachable(_ place: Place, _ directory: String) -> Bool {
        for _ in 0..<1000 {
            let descriptor =
                switch place {
                case .socket: connection(path: "\(directory)/tpm.sock")
                case .port(let port): connection(port: port)
                }
            if descriptor >= 0 {
                close(descriptor)
                return true
            }
            poll(nil, 0, 10)
        }
        return false
    }

    private static func connection(path: String) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        return connection(AF_UNIX, &address)
    }

    private static func connection(port: UInt16) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return connection(AF_INET, &address)
    }

    /// A connected socket, or -1.
    private static func connection<Address>(_ family: Int32, _ address: inout Address) -> Int32 {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size)) == 0
            }
        }
        if isConnected { return descriptor }
        close(descriptor)
        return -1
    }

    /// Measures a digest of 32 bytes into a register, as firmware does: TPM2_PCR_Extend with the empty password.
    package func extend(register: UInt8, with digest: [UInt8]) throws {
        let descriptor: Int32
        switch place {
        case .socket: descriptor = Self.connection(path: String(address.dropFirst("swtpm:".count)))
        case .port(let port): descriptor = Self.connection(port: port)
        }
        defer { close(descriptor) }
        let authorization: [UInt8] = [0, 0, 0, 9, 0x40, 0, 0, 9, 0, 0, 0, 0, 0]
        let digests: [UInt8] = [0, 0, 0, 1, 0, 0x0B] + digest
        let body = [0, 0, 0, register] + authorization + digests
        let command = [0x80, 2, 0, 0, 0, UInt8(10 + body.count), 0, 0, 1, 0x82] + body
        var answer = [UInt8](repeating: 0, count: 4096)
        guard send(descriptor, command, command.count, Int32(MSG_NOSIGNAL)) == command.count,
            read(descriptor, &answer, answer.count) >= 10, answer[6..<10].allSatisfy({ $0 == 0 })
        else { throw POSIXError(.EIO) }
    }

    /// A port of 127.0.0.1 that was free a moment ago.
    package static func freePort() throws -> UInt16 {
        let server = try LoopbackServer { _ in .closeWithoutReply }
        defer { server.stop() }
        return server.port
    }
}
