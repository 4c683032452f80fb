/// Writes DER for what tests mint.
enum TestDER {
    static func tagged(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
        let count = contents.count
        precondition(count < 1 << 16)
        switch count {
        case ..<0x80: return [tag, UInt8(count)] + contents
        case ..<0x100: return [tag, 0x81, UInt8(count)] + contents
        default: return [tag, 0x82, UInt8(count >> 8), UInt8(count & 0xFF)] + contents
        }
    }

    static func sequence(_ elements: [UInt8]...) -> [UInt8] { tagged(0x30, elements.flatMap { $0 }) }

    static func octets(_ bytes: [UInt8]) -> [UInt8] { tagged(0x04, bytes) }

    static func integer(_ value: Int) -> [UInt8] {
        precondition(value >= 0)
        var bytes: [UInt8] = []
        var rest = value
        repeat {
            bytes.insert(UInt8(rest & 0xFF), at: 0)
            rest >>= 8
        } while rest > 0
        return tagged(0x02, bytes[0] >= 0x80 ? [0] + bytes : bytes)
    }

    /// `{ OBJECT IDENTIFIER, value }` for an identifier whose contents are given.
    static func field(_ oid: [UInt8], _ value: [UInt8]) -> [UInt8] { sequence(tagged(0x06, oid), value) }
}
