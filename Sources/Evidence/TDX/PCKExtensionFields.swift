/// The values of one SEQUENCE of `{ OBJECT IDENTIFIER, value }`, by the last arc of the identifier.
struct PCKExtensionFields {
    private var values: [UInt8: PCKExtensionReader] = [:]

    /// Reads a sequence that fills all the bytes.
    init(_ bytes: [UInt8], oid: [UInt8]) throws(PCKExtensionReader.Malformed) {
        try self.init(sequenceIn: PCKExtensionReader(bytes[...]), oid: oid)
    }

    /// Reads a sequence that is all that the reader holds.
    init(sequenceIn reader: PCKExtensionReader, oid: [UInt8]) throws(PCKExtensionReader.Malformed) {
        var reader = reader
        var entries = try reader.sequence()
        guard reader.isAtEnd else { throw PCKExtensionReader.Malformed() }
        while !entries.isAtEnd {
            var entry = try entries.sequence()
            let arc = try entry.arc(below: oid)
            guard values.updateValue(entry, forKey: arc) == nil else { throw PCKExtensionReader.Malformed() }
        }
    }

    var isEmpty: Bool { values.isEmpty }

    func has(_ arc: UInt8) -> Bool { values[arc] != nil }

    /// The reader of one value; whoever takes it reads a single element.
    mutating func take(_ arc: UInt8) throws(PCKExtensionReader.Malformed) -> PCKExtensionReader {
        guard let value = values.removeValue(forKey: arc), value.holdsOneElement else {
            throw PCKExtensionReader.Malformed()
        }
        return value
    }

    mutating func octets(_ arc: UInt8, _ count: Int) throws(PCKExtensionReader.Malformed) -> [UInt8] {
        var value = try take(arc)
        return try value.octets(count)
    }
}
