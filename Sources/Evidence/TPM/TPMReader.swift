import Bytes

/// Reads a TPM's structures: integers with their most significant byte first, and byte strings that state their size.
struct TPMReader {
    private var reader: ByteReader
    /// The rule that fails where the bytes are not of the form.
    let code: ReasonCode
    /// What is read, for messages.
    let structure: String

    init(_ bytes: [UInt8], of structure: String, code: ReasonCode) {
        self.reader = ByteReader(bytes)
        self.structure = structure
        self.code = code
    }

    /// How many bytes were read.
    var offset: Int { reader.offset }

    mutating func take(_ count: Int) throws(EvidenceError) -> [UInt8] {
        try read { reader throws(ByteReader.Truncated) in try reader.take(count) }
    }

    private mutating func read<Value>(
        _ body: (inout ByteReader) throws(ByteReader.Truncated) -> Value
    ) throws(EvidenceError) -> Value {
        do {
            return try body(&reader)
        } catch {
            throw malformed("it ends \(error.wanted - error.available) bytes early")
        }
    }

    mutating func integer<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: Value.Type = Value.self
    ) throws(EvidenceError) -> Value {
        try read { reader throws(ByteReader.Truncated) in try reader.bigEndian() }
    }

    /// A TPM2B: its size in two bytes, then as many bytes.
    mutating func sized(_ field: String, _ sizes: ClosedRange<Int>) throws(EvidenceError) -> [UInt8] {
        let size = Int(try integer(UInt16.self))
        guard sizes.contains(size) else {
            throw EvidenceError(
                code,
                expected: sizes.count == 1
                    ? "\(sizes.lowerBound) bytes" : "\(sizes.lowerBound) to \(sizes.upperBound) bytes",
                found: "\(size) bytes",
                "\(field) of the \(structure) is of no acceptable size"
            )
        }
        return try take(size)
    }

    /// A field that can have one value only.
    mutating func constant<Value: FixedWidthInteger & UnsignedInteger>(
        _ expected: Value,
        _ field: String
    ) throws(EvidenceError) {
        let found: Value = try integer()
        guard found == expected else {
            throw EvidenceError(
                code,
                expected: found.hexadecimal(of: expected),
                found: found.hexadecimal(of: found),
                "\(field) of the \(structure) is not the one that is accepted"
            )
        }
    }

    /// Refuses bytes that nothing was read from.
    func finish() throws(EvidenceError) {
        guard reader.isAtEnd else { throw malformed("\(reader.remaining) bytes follow it") }
    }

    func malformed(_ what: String) -> EvidenceError { EvidenceError(code, "the \(structure) is malformed: \(what)") }
}

extension FixedWidthInteger where Self: UnsignedInteger {
    fileprivate func hexadecimal(of value: Self) -> String {
        "0x" + withUnsafeBytes(of: value.bigEndian) { Array($0) }.hexadecimal
    }
}
