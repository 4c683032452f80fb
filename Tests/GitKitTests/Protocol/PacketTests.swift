import GitKit
import Testing

@Suite struct PacketTests {
    private func parse(_ pieces: [[UInt8]]) throws -> [PacketLine] {
        var parser = PacketParser()
        var packets: [PacketLine] = []
        for piece in pieces {
            parser.append(piece)
            while let packet = try parser.next() { packets.append(packet) }
        }
        #expect(parser.isAtBoundary)
        return packets
    }

    private let packets: [PacketLine] = [
        .text("hello"), .delimiter, .data([]), .data(Array(repeating: 7, count: PacketLine.maximumPayload)),
        .responseEnd,
        .flush,
    ]

    @Test func `packets survive the wire, in one piece and in single bytes`() throws {
        let bytes = packets.flatMap(\.encoded)
        #expect(try parse([bytes]) == packets)
        #expect(try parse(bytes.map { [$0] }) == packets)
    }

    @Test(arguments: ["0003", "fff1x", "ffff", "00g0", "-001", "+004", "    "])
    func `a length that no packet has is refused`(text: String) {
        let error = #expect(throws: GitError.self) { try parse([Array(text.utf8)]) }
        #expect(error?.code == .protocolViolation)
    }

    @Test func `a packet that is cut off is not at a boundary`() throws {
        let bytes = PacketLine.text("hello").encoded
        for count in 1..<bytes.count {
            var parser = PacketParser()
            parser.append(Array(bytes.prefix(count)))
            #expect(try parser.next() == nil)
            #expect(!parser.isAtBoundary)
        }
    }
}
