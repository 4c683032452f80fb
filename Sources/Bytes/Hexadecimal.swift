/// Which letters hexadecimal text may have.
package enum HexadecimalLetters: Sendable {
    /// Both, also mixed.
    case any
    /// Lower case only, so that no two texts stand for the same bytes.
    case lower
    /// Upper case only or lower case only, so that no letter can change alone.
    case ofOneCase
}

extension Array where Element == UInt8 {
    /// Decodes hexadecimal text.
    ///
    /// Returns `nil` for an odd number of digits, any character outside `0-9a-fA-F`, or other letters than those named;
    /// nothing is skipped.
    package init?(hexadecimal text: some StringProtocol, letters: HexadecimalLetters = .any) {
        let decoded = text.utf8.withContiguousStorageIfAvailable { Self.decode($0, letters) }
        guard let bytes = decoded ?? Array(text.utf8).withUnsafeBufferPointer({ Self.decode($0, letters) }) else {
            return nil
        }
        self = bytes
    }

    // Not generic, so that it is compiled for bytes once and for all.
    private static func decode(_ digits: UnsafeBufferPointer<UInt8>, _ letters: HexadecimalLetters) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var hasUpper = false
        var hasLower = false
        var isValid = true
        func value(of digit: UInt8) -> UInt8 {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): return digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"):
                hasLower = true
                return digit - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"):
                hasUpper = true
                return digit - UInt8(ascii: "A") + 10
            default:
                isValid = false
                return 0
            }
        }
        let bytes = [UInt8](unsafeUninitializedCapacity: digits.count / 2) { bytes, count in
            count = digits.count / 2
            for position in 0..<count {
                bytes[position] = value(of: digits[2 * position]) << 4 | value(of: digits[2 * position + 1])
            }
        }
        switch letters {
        case .any: return isValid ? bytes : nil
        case .lower: return isValid && !hasUpper ? bytes : nil
        case .ofOneCase: return isValid && !(hasUpper && hasLower) ? bytes : nil
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
