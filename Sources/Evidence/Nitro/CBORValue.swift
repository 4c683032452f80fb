/// A value of the part of CBOR (RFC 8949) that COSE_Sign1 and AWS Nitro need. Nothing else is read or written.
enum CBORValue: Hashable, Sendable {
    case unsigned(UInt64)
    /// The number `-1 - n`.
    case negative(UInt64)
    case bytes([UInt8])
    case text(String)
    case array([CBORValue])
    /// Members in the order in which they are written; no key twice.
    case map([Member])
    case null

    /// One member of a map.
    struct Member: Hashable, Sendable {
        let key: Key
        let value: CBORValue

        init(_ key: Key, _ value: CBORValue) {
            self.key = key
            self.value = value
        }
    }

    /// What a member is found by.
    enum Key: Hashable, Sendable, ExpressibleByStringLiteral {
        case unsigned(UInt64)
        /// The number `-1 - n`.
        case negative(UInt64)
        /// The bytes of valid UTF-8: for Swift, strings of other bytes can be equal.
        case text([UInt8])

        init(stringLiteral value: String) { self = .text(Array(value.utf8)) }

        /// As a message shows it.
        var description: String {
            switch self {
            case .unsigned(let number): "\(number)"
            case .negative(let number): "-1-\(number)"
            case .text(let bytes): "\"\(String(decoding: bytes.prefix(40), as: UTF8.self))\""
            }
        }
    }
}

extension CBORValue {
    /// The bytes of a byte string, or `nil` for any other value.
    var bytes: [UInt8]? {
        if case .bytes(let bytes) = self { bytes } else { nil }
    }

    /// The elements of an array, or `nil` for any other value.
    var array: [CBORValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members of a map, or `nil` for any other value.
    var map: [Member]? {
        if case .map(let members) = self { members } else { nil }
    }
}
