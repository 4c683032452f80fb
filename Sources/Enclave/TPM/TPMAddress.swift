/// Where a TPM 2.0 is reached.
package enum TPMAddress: Hashable, Sendable, CustomStringConvertible {
    /// A character device that takes a command in one write and gives the answer in one read.
    case device(path: String)
    /// A software TPM that takes commands on a port of 127.0.0.1.
    case port(UInt16)
    /// A software TPM that takes commands on a socket in the file system.
    case socket(path: String)

    /// The kernel's resource manager.
    package static let standard = TPMAddress.device(path: "/dev/tpmrm0")

    /// Reads `device:/dev/tpmrm0`, `swtpm:127.0.0.1:2321` or `swtpm:/run/swtpm.sock`; `nil` for anything else.
    ///
    /// A software TPM on another machine is no address: whoever is between could answer in its place.
    package init?(_ text: String) {
        guard text.utf8.count <= 4096, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        if text.hasPrefix("device:/") {
            self = .device(path: String(text.dropFirst("device:".count)))
        } else if text.hasPrefix("swtpm:/"), text.utf8.count <= "swtpm:".utf8.count + Self.socketPathLimit {
            self = .socket(path: String(text.dropFirst("swtpm:".count)))
        } else if text.hasPrefix(Self.portPrefix) {
            let digits = text.dropFirst(Self.portPrefix.count)
            guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits), port > 0 else {
                return nil
            }
            self = .port(port)
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .device(let path): "device:\(path)"
        case .port(let port): "\(Self.portPrefix)\(port)"
        case .socket(let path): "swtpm:\(path)"
        }
    }

    private static let portPrefix = "swtpm:127.0.0.1:"
    /// What fits into `sockaddr_un` with its NUL.
    private static let socketPathLimit = 107
}
