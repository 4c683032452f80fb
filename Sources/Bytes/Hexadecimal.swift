extension Array where Element == UInt8 {
    /// Decodes hexadecimal text of either case.
    ///
    /// Returns `nil` for an odd number of digits or any character outside `0-9a-fA-F`; nothing is skipped.
    package init?(hexadecimal text: some StringProtocol) { self.init(hexadecimalDigits: Array(text.utf8)) }

    private init?(hexadecimalDigits digits: [UInt8]) {
        guard digits.count.isMultiple(of: 2) else { return nil }
        self.init(repeating: 0, count: digits.count / 2)
        for position in indices {
            guard let high = Self.value(ofHexadecimalDigit: digits[2 * position]),
                let low = Self.value(ofHexadecimalDigit: digits[2 * position + 1])
            else { return nil }
            self[position] = high << 4 | low
        }
    }

    private static func value(ofHexadecimalDigit digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension Sequence where Element == UInt8 {
    /// The bytes as lower-case hexadecimal digits, two a byte.
    package var hexadecimal: String { Array(self).hexadecimalDigits }
}

extension Array where Element == UInt8 {
    // Not generic, so that it is compiled for bytes once and for all.
    fileprivate var hexadecimalDigits: String {
        String(unsafeUninitializedCapacity: 2 * count) { text in
            for (position, byte) in enumerated() {
                text[2 * position] = Self.hexadecimalDigit(of: byte >> 4)
                text[2 * position + 1] = Self.hexadecimalDigit(of: byte & 0x0F)
            }
            return 2 * count
        }
    }

    private static func hexadecimalDigit(of value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
