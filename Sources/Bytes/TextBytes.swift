/// Text from outside, taken byte by byte.
///
/// Swift compares and splits strings by characters and calls canonically equivalent ones equal: `"/\u{301}"` is one
/// character and no slash, a carriage return with a line feed is no line feed, and KELVIN SIGN equals K. The file
/// system, git, shells and other readers of JSON go by bytes, so rules about names from outside have to as well.
extension StringProtocol {
    /// Whether the bytes are those of `other`.
    package func hasBytes(of other: some StringProtocol) -> Bool { utf8.elementsEqual(other.utf8) }

    /// Whether the bytes of `text` stand somewhere among these.
    package func containsBytes(of text: String) -> Bool { Array(utf8).firstRange(of: Array(text.utf8)) != nil }

    /// What follows `prefix`; `nil` where the text does not begin with its bytes.
    package func after(prefix: String) -> Substring? {
        guard utf8.starts(with: prefix.utf8) else { return nil }
        return Substring(String(self).utf8.dropFirst(prefix.utf8.count))
    }

    /// What precedes `suffix`; `nil` where the text does not end with its bytes.
    package func before(suffix: String) -> Substring? {
        guard utf8.reversed().starts(with: suffix.utf8.reversed()) else { return nil }
        return Substring(String(self).utf8.dropLast(suffix.utf8.count))
    }

    /// The pieces between the bytes that are `separator`, an ASCII character; empty ones count.
    package func pieces(between separator: Unicode.Scalar, atMost count: Int = .max) -> [Substring] {
        String(self).utf8
            .split(separator: UInt8(ascii: separator), maxSplits: count - 1, omittingEmptySubsequences: false)
            .map(Substring.init)
    }
}
