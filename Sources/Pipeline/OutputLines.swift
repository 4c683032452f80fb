import Builds
import Bytes

/// Cuts a build's output into lines that are safe to show: valid UTF-8, no control characters, bounded length.
///
/// Bytes that are not UTF-8 become U+FFFD. A carriage return ends a line as a line feed does, so a progress bar becomes
/// lines. Other control characters go as well, see ``Swift/StringProtocol/withoutControlCharacters``.
struct OutputLines {
    /// The longest line in bytes of UTF-8; longer ones are cut into several.
    let limit: Int
    /// A replacement character takes three bytes for one, hence the third; a character may be waited for, hence the rest.
    private var pieceSize: Int { max(limit / 3 - 3, 1) }
    private var pending: [UInt8] = []
    private var lastWasCarriageReturn = false

    init(limit: Int = BuildEvent.maximumLogMessage) { self.limit = limit }

    /// Takes more output and returns the lines that it completes.
    mutating func append(_ bytes: some Sequence<UInt8>) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            let afterCarriageReturn = lastWasCarriageReturn
            lastWasCarriageReturn = byte == UInt8(ascii: "\r")
            switch byte {
            case UInt8(ascii: "\n") where afterCarriageReturn: continue
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): lines.append(contentsOf: flush())
            default:
                pending.append(byte)
                if pending.count >= pieceSize && !(endsInsideCharacter && pending.count < pieceSize + 3) {
                    lines.append(contentsOf: flush())
                }
            }
        }
        return lines
    }

    /// Returns what is left as a last line.
    mutating func finish() -> [String] { pending.isEmpty ? [] : flush() }

    /// Whether the pending bytes may end in the middle of a character, which is at most four bytes long.
    private var endsInsideCharacter: Bool {
        for (distance, byte) in pending.suffix(4).reversed().enumerated() where byte & 0xC0 != 0x80 {
            let length = byte < 0x80 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return distance + 1 < length
        }
        return false
    }

    private mutating func flush() -> [String] {
        defer { pending.removeAll(keepingCapacity: true) }
        return [String(decoding: pending, as: UTF8.self).withoutControlCharacters]
    }
}
