/// Reads the DER (X.690) of Intel's extensions: definite lengths in their shortest form, nothing skipped.
struct PCKExtensionReader {
    /// The bytes are not what the format demands.
    struct Malformed: Error {}

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    /// Whether a single element fills all that is left.
    var holdsOneElement: Bool {
        var copy = self
        guard let tag = rest.first, (try? copy.element(tag)) != nil else { return false }
        return copy.isAtEnd
    }

    /// The contents of the next element, which must have this tag.
    mutating func element(_ tag: UInt8) throws(Malformed) -> ArraySlice<UInt8> {
        guard rest.first == tag else { throw Malformed() }
        rest = rest.dropFirst()
        let count = try length()
        guard count <= rest.count else { throw Malformed() }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// A reader of the elements of a SEQUENCE.
    mutating func sequence() throws(Malformed) -> PCKExtensionReader { PCKExtensionReader(try element(0x30)) }

    /// An OCTET STRING of exactly `count` bytes.
    mutating func octets(_ count: Int) throws(Malformed) -> [UInt8] {
        let contents = try element(0x04)
        guard contents.count == count else { throw Malformed() }
        return Array(contents)
    }

    /// An INTEGER of 0 to `limit`, which is at most 65535, in its shortest form.
    mutating func integer(limit: Int) throws(Malformed) -> Int {
        let contents = Array(try element(0x02))
        guard (1...3).contains(contents.count), contents[0] < 0x80 else { throw Malformed() }
        if contents.count > 1, contents[0] == 0, contents[1] < 0x80 { throw Malformed() }
        let value = contents.reduce(0) { $0 << 8 | Int($1) }
        guard value <= limit else { throw Malformed() }
        return value
    }

    /// An ENUMERATED of 0 to 127.
    mutating func enumerated() throws(Malformed) -> UInt8 {
        let contents = Array(try element(0x0A))
        guard contents.count == 1, contents[0] < 0x80 else { throw Malformed() }
        return contents[0]
    }

    mutating func boolean() throws(Malformed) -> Bool {
        switch Array(try element(0x01)) {
        case [0x00]: false
        case [0xFF]: true
        default: throw Malformed()
        }
    }

    /// The arc below `prefix` of an OBJECT IDENTIFIER that has exactly one more, below 128.
    mutating func arc(below prefix: [UInt8]) throws(Malformed) -> UInt8 {
        let contents = try element(0x06)
        guard contents.count == prefix.count + 1, contents.starts(with: prefix), let arc = contents.last, arc < 0x80
        else { throw Malformed() }
        return arc
    }

    private mutating func length() throws(Malformed) -> Int {
        guard let first = rest.popFirst() else { throw Malformed() }
        switch first {
        case ..<0x80: return Int(first)
        case 0x81:
            guard let count = rest.popFirst(), count >= 0x80 else { throw Malformed() }
            return Int(count)
        case 0x82:
            guard let high = rest.popFirst(), let low = rest.popFirst(), high > 0 else { throw Malformed() }
            return Int(high) << 8 | Int(low)
        default: throw Malformed()
        }
    }
}
