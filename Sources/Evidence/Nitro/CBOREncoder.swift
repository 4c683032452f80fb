extension CBORValue {
    /// The value in the one encoding that ``CBORDecoder`` reads.
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        encode(into: &bytes)
        return bytes
    }

    private func encode(into bytes: inout [UInt8]) {
        switch self {
        case .unsigned(let number): Self.head(0, number, into: &bytes)
        case .negative(let number): Self.head(1, number, into: &bytes)
        case .bytes(let contents):
            Self.head(2, UInt64(contents.count), into: &bytes)
            bytes += contents
        case .text(let text): Self.text(Array(text.utf8), into: &bytes)
        case .array(let elements):
            Self.head(4, UInt64(elements.count), into: &bytes)
            for element in elements { element.encode(into: &bytes) }
        case .map(let members):
            Self.head(5, UInt64(members.count), into: &bytes)
            for member in members {
                switch member.key {
                case .unsigned(let number): Self.head(0, number, into: &bytes)
                case .negative(let number): Self.head(1, number, into: &bytes)
                case .text(let text): Self.text(text, into: &bytes)
                }
                member.value.encode(into: &bytes)
            }
        case .null: bytes.append(0xF6)
        }
    }

    private static func text(_ text: [UInt8], into bytes: inout [UInt8]) {
        head(3, UInt64(text.count), into: &bytes)
        bytes += text
    }

    /// The type and its number in the shortest form (RFC 8949, section 4.2.1).
    private static func head(_ type: UInt8, _ argument: UInt64, into bytes: inout [UInt8]) {
        let (short, size): (UInt8, Int) =
            switch argument {
            case 0..<24: (UInt8(argument), 0)
            case ...0xFF: (24, 1)
            case ...0xFFFF: (25, 2)
            case ...0xFFFF_FFFF: (26, 4)
            default: (27, 8)
            }
        bytes.append(type << 5 | short)
        for shift in stride(from: (size - 1) * 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: argument >> UInt64(shift)))
        }
    }
}
