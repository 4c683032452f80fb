/// Writes the few forms of DER (X.690) that a SubjectPublicKeyInfo is made of.
enum DER {
    static let null: [UInt8] = [0x05, 0x00]

    static func sequence(_ elements: [[UInt8]]) -> [UInt8] { tagged(0x30, elements.flatMap { $0 }) }

    /// `contents` is the encoded identifier without tag and length.
    static func objectIdentifier(_ contents: [UInt8]) -> [UInt8] { tagged(0x06, contents) }

    /// A bit string of whole bytes.
    static func bitString(_ contents: [UInt8]) -> [UInt8] { tagged(0x03, [0] + contents) }

    /// A number that is not negative, most significant byte first; leading zeros are dropped.
    static func unsignedInteger(_ bytes: [UInt8]) -> [UInt8] {
        let number = Array(bytes.drop { $0 == 0 })
        let isMarkedNegative = number.first.map { $0 >= 0x80 } ?? true
        return tagged(0x02, isMarkedNegative ? [0] + number : number)
    }

    private static func tagged(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
        let count = contents.count
        precondition(count < 1 << 16)
        switch count {
        case ..<0x80: return [tag, UInt8(count)] + contents
        case ..<0x100: return [tag, 0x81, UInt8(count)] + contents
        default: return [tag, 0x82, UInt8(count >> 8), UInt8(count & 0xFF)] + contents
        }
    }
}
