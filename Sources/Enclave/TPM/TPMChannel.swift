import Glibc

/// A connection to a TPM: commands go out as they are, answers come back as they are.
struct TPMChannel: ~Copyable, Sendable {
    /// The largest answer that is accepted; the kernel's driver has the same limit.
    static let answerLimit = 4096

    private let file: DeviceFile
    private let isSocket: Bool
    private let patience: Duration

    /// Connects; `patience` bounds each answer.
    init(_ address: TPMAddress, patience: Duration) throws(EnclaveError) {
        switch address {
        case .device(let path):
            file = try DeviceFile(path: path, flags: O_RDWR)
            isSocket = false
        case .port(let port):
            var socketAddress = sockaddr_in()
            socketAddress.sin_family = sa_family_t(AF_INET)
            socketAddress.sin_port = port.bigEndian
            socketAddress.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            file = try Self.connect(address, AF_INET, &socketAddress)
            isSocket = true
        case .socket(let path):
            var socketAddress = sockaddr_un()
            socketAddress.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &socketAddress.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
            file = try Self.connect(address, AF_UNIX, &socketAddress)
            isSocket = true
        }
        self.patience = patience
    }

    private static func connect<Address>(
        _ address: TPMAddress,
        _ family: Int32,
        _ socketAddress: inout Address
    ) throws(EnclaveError) -> DeviceFile {
        let name = address.description
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let file = DeviceFile(owning: try systemCall("socket", name) { socket(family, type, 0) }, name: name)
        let number = file.number
        try withUnsafePointer(to: &socketAddress) { pointer throws(EnclaveError) in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer throws(EnclaveError) in
                _ = try systemCall("connect", name) {
                    Glibc.connect(number, pointer, socklen_t(MemoryLayout<Address>.size))
                }
            }
        }
        return file
    }

    /// Sends a command and waits for its whole answer.
    borrowing func transmit(_ command: [UInt8]) throws(EnclaveError) -> [UInt8] {
        let deadline = ContinuousClock.now + patience
        try send(command, until: deadline)
        var answer: [UInt8] = []
        while true {
            try file.wait(for: POLLIN, until: deadline)
            let piece = try file.read(Self.answerLimit + 1 - answer.count)
            answer += piece
            guard !piece.isEmpty, answer.count <= Self.answerLimit else {
                throw EnclaveError(.malformed, "read", "\(file.name): an answer that is cut off or too long")
            }
            // A device gives an answer in one piece; a socket may cut it anywhere.
            guard isSocket, answer.count < TPMAnswer.announcedSize(answer) ?? .max else { return answer }
        }
    }

    private borrowing func send(_ command: [UInt8], until deadline: ContinuousClock.Instant) throws(EnclaveError) {
        guard isSocket else { return try file.write(command) }
        let number = file.number
        var rest = command[...]
        while !rest.isEmpty {
            try file.wait(for: POLLOUT, until: deadline)
            let count = try systemCall("send", file.name) {
                // A peer that has left is an error here and no signal.
                rest.withUnsafeBytes { Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            }
            rest = rest.dropFirst(count)
        }
    }
}
