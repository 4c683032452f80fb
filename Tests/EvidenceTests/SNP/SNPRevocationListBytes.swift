import Evidence
import FoundationEssentials
import OpenSSLKit

/// A revocation list (RFC 5280, section 5.1), written by hand: nothing but tests makes one.
struct SNPRevocationListBytes {
    var thisUpdate = Fixture.now.addingTimeInterval(-3600)
    var nextUpdate: Date? = Fixture.now.addingTimeInterval(3600)
    var revoked: [UInt32] = []
    /// Whether RSASSA-PSS-params state the trailer field, which is the default; AMD's certificates come both ways.
    var statesTrailerField = false

    /// The list, signed by an issuer.
    func signed(by issuer: Certificate, _ key: borrowing PrivateKey) throws -> [UInt8] {
        var fields: [UInt8] = [0x02, 1, 1] + algorithm + issuer.subject.der + time(thisUpdate)
        if let nextUpdate { fields += time(nextUpdate) }
        if !revoked.isEmpty {
            fields += Self.sequence(revoked.flatMap { Self.sequence(Self.integer($0) + time(thisUpdate)) })
        }
        let list = Self.sequence(fields)
        let signature = try key.sign(list, .rsaPSSSHA384)
        return Self.sequence(list + algorithm + Self.element(0x03, [0] + signature))
    }

    private var algorithm: [UInt8] {
        let digest = Self.sequence([0x06, 9, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0])
        let mask = Self.sequence([0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x08] + digest)
        var parameters = Self.element(0xA0, digest) + Self.element(0xA1, mask) + [0xA2, 3, 2, 1, 48]
        if statesTrailerField { parameters += [0xA3, 3, 2, 1, 1] }
        return Self.sequence(
            [0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A] + Self.sequence(parameters)
        )
    }

    private func time(_ date: Date) -> [UInt8] {
        let iso = date.formatted(.iso8601).filter(\.isNumber)
        return Self.element(0x17, Array(iso.dropFirst(2).utf8) + [UInt8(ascii: "Z")])
    }

    private static func integer(_ value: UInt32) -> [UInt8] {
        let bytes = withUnsafeBytes(of: value.bigEndian) { Array($0.drop { $0 == 0 }) }
        return element(0x02, bytes.first.map { $0 < 0x80 } ?? false ? bytes : [0] + bytes)
    }

    private static func sequence(_ contents: [UInt8]) -> [UInt8] { element(0x30, contents) }

    private static func element(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
        let count = contents.count
        switch count {
        case 0..<0x80: return [tag, UInt8(count)] + contents
        case 0x80..<0x100: return [tag, 0x81, UInt8(count)] + contents
        default: return [tag, 0x82, UInt8(count >> 8), UInt8(count & 0xFF)] + contents
        }
    }
}
