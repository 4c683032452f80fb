/// What a certificate's key may be used for (RFC 5280, section 4.2.1.3).
package struct KeyUsage: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let digitalSignature = KeyUsage(rawValue: 0x80)
    package static let keyCertSign = KeyUsage(rawValue: 0x04)
    package static let crlSign = KeyUsage(rawValue: 0x02)
}
