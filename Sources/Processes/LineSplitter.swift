/// Cuts chunks of output into lines, without their newline; a line longer than the limit comes in pieces.
package struct LineSplitter: Sendable {
    /// The most bytes in a line unless told.
    package static let defaultLimit = 4096

    private let limit: Int
    private var pending: [UInt8] = []

    package init(limit: Int = defaultLimit) {
        precondition(limit > 0)
        self.limit = limit
    }

    /// The lines that are complete with this chunk.
    package mutating func append(_ chunk: some Sequence<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for byte in chunk {
            if byte == UInt8(ascii: "\n") {
                lines.append(pending)
                pending.removeAll()
            } else {
                if pending.count == limit {
                    lines.append(pending)
                    pending.removeAll()
                }
                pending.append(byte)
            }
        }
        return lines
    }

    /// What came after the last newline, if anything.
    package mutating func finish() -> [UInt8]? {
        defer { pending.removeAll() }
        return pending.isEmpty ? nil : pending
    }
}
