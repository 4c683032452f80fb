/// Reads CBOR (RFC 8949) strictly: every value has one encoding only, and that one must fill the bytes.
///
/// Lengths are definite but where ``IndefiniteMaps`` says otherwise, every number is in its shortest form (section 4.2.1), texts
/// are valid UTF-8, no key stands twice. Floats, truth values, `undefined` and tags are refused. The order of keys is
/// free: AWS does not sort them.
struct CBORDecoder {
    /// How much is read.
    struct Limits {
        /// Arrays and maps inside each other.
        var depth = 4
        /// Values altogether, keys included.
        var items = 256
    }

    /// Which maps may be written with a break at their end instead of their length (section 3.2.1).
    enum IndefiniteMaps {
        case none
        /// One that is not inside another value.
        case outermost
        case all
    }

    /// The head of a map of indefinite length, and what ends it.
    private static let indefiniteMap: UInt8 = 0xBF
    private static let breakCode: UInt8 = 0xFF

    private let bytes: [UInt8]
    private var position = 0
    private var items: Int
    private let depth: Int
    private let indefiniteMaps: IndefiniteMaps

    /// The one value that fills `bytes`.
    static func value(
        of bytes: [UInt8],
        indefiniteMaps: IndefiniteMaps = .none,
        limits: Limits = Limits()
    ) throws(CBORError) -> CBORValue {
        var decoder = CBORDecoder(bytes, indefiniteMaps, limits: limits)
        let value = try decoder.value(depth: 0)
        guard decoder.position == bytes.count else {
            throw CBORError(.malformed, at: decoder.position, "bytes follow the value")
        }
        return value
    }

    private init(_ bytes: [UInt8], _ indefiniteMaps: IndefiniteMaps, limits: Limits) {
        self.bytes = bytes
        self.indefiniteMaps = indefiniteMaps
        self.items = limits.items
        self.depth = limits.depth
    }

    private enum MajorType: UInt8 {
        case unsigned, negative, bytes, text, array, map, tag, simple
    }

    /// The first byte of an item and the number that belongs to it (section 3).
    private struct Head {
        let type: MajorType
        let argument: UInt64
        let offset: Int
    }

    private mutating func value(depth level: Int) throws(CBORError) -> CBORValue {
        if isIndefiniteMap(depth: level) { return .map(try indefiniteMembers(depth: level)) }
        let head = try head()
        switch head.type {
        case .unsigned: return .unsigned(head.argument)
        case .negative: return .negative(head.argument)
        case .bytes: return .bytes(try take(head))
        case .text: return .text(try text(head))
        case .array: return .array(try elements(head, depth: level))
        case .map: return .map(try members(head, depth: level))
        case .tag: throw CBORError(.malformed, at: head.offset, "tags are not read here")
        case .simple:
            // 22 is null (section 3.3); floats are refused by their heads.
            guard head.argument == 22 else {
                throw CBORError(.malformed, at: head.offset, "the only simple value that is read is null")
            }
            return .null
        }
    }

    private mutating func head() throws(CBORError) -> Head {
        let offset = position
        guard items > 0 else { throw CBORError(.limit, at: offset, "too many values") }
        items -= 1
        guard position < bytes.count else { throw CBORError(.truncated, at: offset, "the bytes end before a value") }
        let first = bytes[position]
        position += 1
        guard let type = MajorType(rawValue: first >> 5) else {
            throw CBORError(.malformed, at: offset, "no such type")
        }
        let short = first & 0x1F
        guard short >= 24 else { return Head(type: type, argument: UInt64(short), offset: offset) }
        guard type != .simple else {
            throw CBORError(.malformed, at: offset, "floats and indefinite lengths are not read here")
        }
        guard short <= 27 else {
            throw CBORError(.malformed, at: offset, short == 31 ? "a length is indefinite" : "a reserved length")
        }
        let size = 1 << Int(short - 24)
        guard size <= bytes.count - position else {
            throw CBORError(.truncated, at: offset, "the bytes end inside a number")
        }
        let argument = bytes[position..<(position + size)].reduce(0) { $0 << 8 | UInt64($1) }
        position += size
        // The least number that needs this many bytes.
        let least: UInt64 = size == 1 ? 24 : 1 << (UInt64(size) * 4)
        guard argument >= least else {
            throw CBORError(.malformed, at: offset, "a number is not in its shortest form")
        }
        return Head(type: type, argument: argument, offset: offset)
    }

    /// The contents of a string; a length is compared with what is there before anything is allocated.
    private mutating func take(_ head: Head) throws(CBORError) -> [UInt8] {
        guard head.argument <= UInt64(bytes.count - position) else {
            throw CBORError(.truncated, at: head.offset, "the bytes end inside a string of \(head.argument)")
        }
        let start = position
        position += Int(head.argument)
        return Array(bytes[start..<position])
    }

    private mutating func text(_ head: Head) throws(CBORError) -> String {
        guard let text = String(validating: try take(head), as: UTF8.self) else {
            throw CBORError(.malformed, at: head.offset, "a text is not UTF-8")
        }
        return text
    }

    private mutating func elements(_ head: Head, depth level: Int) throws(CBORError) -> [CBORValue] {
        let count = try count(head, depth: level, valuesEach: 1)
        var elements: [CBORValue] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try value(depth: level + 1)) }
        return elements
    }

    private mutating func members(_ head: Head, depth level: Int) throws(CBORError) -> [CBORValue.Member] {
        let count = try count(head, depth: level, valuesEach: 2)
        var members: [CBORValue.Member] = []
        members.reserveCapacity(count)
        var keys: Set<CBORValue.Key> = []
        for _ in 0..<count { members.append(try member(besides: &keys, depth: level)) }
        return members
    }

    private func isIndefiniteMap(depth level: Int) -> Bool {
        guard position < bytes.count, bytes[position] == Self.indefiniteMap else { return false }
        return indefiniteMaps == .all || indefiniteMaps == .outermost && level == 0
    }

    /// The members up to the break that ends them; they are counted one by one.
    private mutating func indefiniteMembers(depth level: Int) throws(CBORError) -> [CBORValue.Member] {
        guard level < depth else { throw CBORError(.limit, at: position, "values are nested too deeply") }
        guard items > 0 else { throw CBORError(.limit, at: position, "too many values") }
        items -= 1
        position += 1
        var members: [CBORValue.Member] = []
        var keys: Set<CBORValue.Key> = []
        while position == bytes.count || bytes[position] != Self.breakCode {
            members.append(try member(besides: &keys, depth: level))
        }
        position += 1
        return members
    }

    /// One member, whose key is none of those that were read before.
    private mutating func member(
        besides keys: inout Set<CBORValue.Key>,
        depth level: Int
    ) throws(CBORError) -> CBORValue.Member {
        let offset = position
        let key = try key()
        guard keys.insert(key).inserted else { throw CBORError(.malformed, at: offset, "a key stands twice") }
        return CBORValue.Member(key, try value(depth: level + 1))
    }

    private mutating func key() throws(CBORError) -> CBORValue.Key {
        let head = try head()
        switch head.type {
        case .unsigned: return .unsigned(head.argument)
        case .negative: return .negative(head.argument)
        case .text: return .text(Array(try text(head).utf8))
        default: throw CBORError(.malformed, at: head.offset, "a key is neither a text nor a number")
        }
    }

    /// The number of entries, each of at least one byte a value, so that a large one is refused before it costs anything.
    private func count(_ head: Head, depth level: Int, valuesEach: Int) throws(CBORError) -> Int {
        guard level < depth else { throw CBORError(.limit, at: head.offset, "values are nested too deeply") }
        guard head.argument <= UInt64((bytes.count - position) / valuesEach) else {
            throw CBORError(.truncated, at: head.offset, "the bytes end inside a collection of \(head.argument)")
        }
        guard head.argument <= UInt64(items / valuesEach) else {
            throw CBORError(.limit, at: head.offset, "too many values")
        }
        return Int(head.argument)
    }
}
