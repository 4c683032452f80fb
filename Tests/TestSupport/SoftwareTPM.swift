import Foundation
import Processes

/// A real software TPM, Debian's `swtpm`, that lives as long as this value; its state is in a directory of the caller's.
package final class SoftwareTPM: Sendable {
    /// Where its commands are taken.
    package enum Place {
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
    private let process: ChildProcess

    /// Starts a TPM; one that finds state in `directory` is the same machine started again.
    package init(in directory: String, at place: Place = .socket, isStarted: Bool = true) throws {
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
            switch place {
            case .socket: if connects(path: "\(directory)/tpm.sock") { return true }
            case .port(let port): if connects(port: port) { return true }
            }
            poll(nil, 0, 10)
        }
        return false
    }

    private static func connects(path: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        return connects(AF_UNIX, &address)
    }

    private static func connects(port: UInt16) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return connects(AF_INET, &address)
    }

    private static func connects<Address>(_ family: Int32, _ address: inout Address) -> Bool {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size)) == 0
            }
        }
    }

    /// A port of 127.0.0.1 that was free a moment ago.
    package static func freePort() throws -> UInt16 {
        let server = try LoopbackServer { _ in .closeWithoutReply }
        defer { server.stop() }
        return server.port
    }
}
