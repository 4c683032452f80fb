/// A unit of git's wire protocol (gitprotocol-common, "pkt-line Format").
package enum PacketLine: Equatable, Sendable {
    case data([UInt8])
    case flush
    case delimiter
    case responseEnd

    /// The most bytes that one packet carries.
    package static let maximumPayload = 65516

    /// The packet as it is sent.
    package var encoded: [UInt8] {
        switch self {
        case .flush: return Array("0000".utf8)
        case .delimiter: return Array("0001".utf8)
        case .responseEnd: return Array("0002".utf8)
        case .data(let payload):
            precondition(payload.count <= Self.maximumPayload, "a packet line carries at most 65516 bytes")
            let length = String(payload.count + 4, radix: 16)
            return Array((String(repeating: "0", count: 4 - length.count) + length).utf8) + payload
        }
    }

    /// A packet with a line of text.
    package static func text(_ line: String) -> PacketLine { .data(Array((line + "\n").utf8)) }
}
