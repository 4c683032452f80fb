/// Cuts a stream of bytes into packet lines; keeps no more than one packet.
package struct PacketParser: Sendable {
    private var pending: [UInt8] = []
    private var position = 0

    /// Starts at the beginning of a stream.
    package init() {}

    /// Whether the stream could end here.
    package var isAtBoundary: Bool { position == pending.count }

    /// Adds bytes of the stream.
    package mutating func append(_ bytes: [UInt8]) {
        pending.removeSubrange(..<position)
        position = 0
        pending += bytes
    }

    /// Takes the next packet, or `nil` if more bytes are needed.
    package mutating func next() throws(GitError) -> PacketLine? {
        guard pending.count - position >= 4 else { return nil }
        var length = 0
        for digit in pending[position..<(position + 4)] {
            guard let value = Character(Unicode.Scalar(digit)).hexDigitValue else {
                throw Self.malformed("a packet's length is not hexadecimal")
            }
            length = length << 4 | value
        }
        switch length {
        case 0, 1, 2:
            position += 4
            return length == 0 ? .flush : length == 1 ? .delimiter : .responseEnd
        case 3: throw Self.malformed("a packet has length 3")
        default:
            guard length <= PacketLine.maximumPayload + 4 else { throw Self.malformed("a packet is longer than 65520") }
            guard pending.count - position >= length else { return nil }
            defer { position += length }
            return .data(Array(pending[(position + 4)..<(position + length)]))
        }
    }

    private static func malformed(_ message: String) -> GitError {
        GitError(.protocolViolation, operation: "pkt-line", message: "the server broke the protocol: \(message)")
    }
}
