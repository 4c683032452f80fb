/// The name of a certificate's subject or issuer.
package struct DistinguishedName: Hashable, Sendable {
    /// The DER of the name: two names are the same when these bytes are.
    package let der: [UInt8]
    /// The common name; `nil` where there is none, or more than one.
    package let commonName: String?

    package static func == (left: DistinguishedName, right: DistinguishedName) -> Bool { left.der == right.der }
    package func hash(into hasher: inout Hasher) { hasher.combine(der) }
}
