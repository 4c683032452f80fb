/// What a `Range` field asks for (RFC 9110, section 14).
enum ByteRange: Equatable {
    /// No range, or one that is not understood and so has no effect.
    case whole
    /// One range of bytes that are there.
    case part(Range<Int>)
    /// A range of which no byte is there.
    case unsatisfiable

    /// Reads a field for a representation of `size` bytes. Several ranges at a time are answered with the whole.
    init(_ field: String?, size: Int) {
        guard let field, field.utf8.count <= 64, field.hasPrefix("bytes=") else {
            self = .whole
            return
        }
        let ends = field.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else {
            self = .whole
            return
        }
        switch (Self.number(ends[0]), Self.number(ends[1])) {
        case (let first?, let last?) where first <= last:
            self = Self.range(first, min(last, size - 1), size)
        case (let first?, nil) where ends[1].isEmpty:
            self = Self.range(first, size - 1, size)
        case (nil, let count?) where ends[0].isEmpty:
            self = count == 0 ? .unsatisfiable : Self.range(max(0, size - min(count, size)), size - 1, size)
        default:
            self = .whole
        }
    }

    private static func range(_ first: Int, _ last: Int, _ size: Int) -> ByteRange {
        first < size && first <= last ? .part(first..<(last + 1)) : .unsatisfiable
    }

    /// A number of digits only; what does not fit is as large as fits.
    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return min(Int(text) ?? .max, .max - 1)
    }
}
