/// Reads fixed layouts from bytes that nobody has checked yet.
///
/// Every read is bounds-checked and throws ``Truncated`` instead of trapping, so hostile lengths are errors.
package struct ByteReader: Sendable {
    /// A read went past the end of the bytes.
    package struct Truncated: Error, Equatable {
        /// The offset at which the read began.
        package let offset: Int
        /// The number of bytes asked for.
        package let wanted: Int
        /// The number of bytes that were left.
        package let available: Int
    }

    private let bytes: ArraySlice<UInt8>
    private var position: Int

    /// Reads from the start of `bytes`.
    package init(_ bytes: some Collection<UInt8>) {
        self.bytes = ArraySlice(bytes)
        self.position = 0
    }

    /// The offset of the next byte.
    package var offset: Int { position }

    /// The number of bytes not read yet.
    package var remaining: Int { bytes.count - position }

    /// Whether every byte has been read.
    package var isAtEnd: Bool { remaining == 0 }

    /// Takes the next `count` bytes.
    package mutating func take(_ count: Int) throws(Truncated) -> [UInt8] { Array(try next(count)) }

    /// Takes an unsigned integer stored with its least significant byte first.
    package mutating func littleEndian<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: Value.Type = Value.self
    ) throws(Truncated) -> Value {
        try next(MemoryLayout<Value>.size).reversed().reduce(0) { $0 << 8 | Value($1) }
    }

    /// Takes an unsigned integer stored with its most significant byte first.
    package mutating func bigEndian<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: Value.Type = Value.self
    ) throws(Truncated) -> Value {
        try next(MemoryLayout<Value>.size).reduce(0) { $0 << 8 | Value($1) }
    }

    private mutating func next(_ count: Int) throws(Truncated) -> ArraySlice<UInt8> {
        guard count >= 0, count <= remaining else {
            throw Truncated(offset: position, wanted: count, available: remaining)
        }
        let start = bytes.startIndex + position
        position += count
        return bytes[start..<(start + count)]
    }
}
