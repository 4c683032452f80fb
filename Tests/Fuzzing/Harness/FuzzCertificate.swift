import OpenSSLKit

import struct FoundationEssentials.Date

/// Wraps bytes into the extensions of a certificate, so that the fuzzer need not find a certificate by itself.
struct FuzzCertificate: Sendable {
    /// The object identifier that each extension's stands below, as DER writes it.
    private let arc: [UInt8]
    private let subjectPublicKeyInfo: [UInt8]

    private init(arc: [UInt8], _ kind: KeyKind) {
        self.arc = arc
        guard let key = try? PrivateKey.generate(kind) else { fatalError("no key") }
        subjectPublicKeyInfo = key.publicKey.subjectPublicKeyInfo
    }

    /// AMD's signing keys: extensions below 1.3.6.1.4.1.3704.1.
    static let vek = FuzzCertificate(arc: [0x2B, 0x06, 0x01, 0x04, 0x01, 0x9C, 0x78, 0x01], .p384)
    /// Intel's certifying keys: extensions below 1.2.840.113741.1.13.
    static let pck = FuzzCertificate(arc: [0x2A, 0x86, 0x48, 0x86, 0xF8, 0x4D, 0x01, 0x0D], .p256)

    /// A certificate with the extensions that the bytes describe, one after the other: the number of further arcs and
    /// the arcs, the number of bytes and the bytes. `nil` where libcrypto does not take it.
    func certificate(extensionsFrom bytes: [UInt8]) -> Certificate? {
        var entries: [[UInt8]] = []
        var rest = bytes[...]
        func chunk(_ limit: Int) -> [UInt8] {
            let count = min(rest.popFirst().map(Int.init) ?? 0, limit, rest.count)
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        while !rest.isEmpty, entries.count < 32 {
            let oid = arc + chunk(2)
            entries.append(Self.tagged(0x30, Self.tagged(0x06, oid) + Self.tagged(0x04, chunk(255))))
        }
        return certificate(entries)
    }

    /// A certificate with one extension, `1` below the arc.
    func certificate(extension contents: [UInt8]) -> Certificate? {
        certificate([Self.tagged(0x30, Self.tagged(0x06, arc + [1]) + Self.tagged(0x04, contents))])
    }

    /// Nobody checks the signature, so it is none.
    private func certificate(_ extensions: [[UInt8]]) -> Certificate? {
        let algorithm = Self.tagged(0x30, Self.tagged(0x06, [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x03]))
        let name = Self.tagged(
            0x30,
            Self.tagged(0x31, Self.tagged(0x30, Self.tagged(0x06, [0x55, 0x04, 0x03]) + Self.tagged(0x0C, [0x41])))
        )
        let validity = Self.tagged(
            0x30,
            Self.tagged(0x17, Array("250101000000Z".utf8)) + Self.tagged(0x17, Array("320101000000Z".utf8))
        )
        var body = Self.tagged(0xA0, [0x02, 0x01, 0x02]) + [0x02, 0x01, 0x00] + algorithm + name + validity + name
        body += subjectPublicKeyInfo
        if !extensions.isEmpty { body += Self.tagged(0xA3, Self.tagged(0x30, extensions.flatMap { $0 })) }
        let signature = Self.tagged(0x03, [0x00, 0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01])
        return try? Certificate(der: Self.tagged(0x30, Self.tagged(0x30, body) + algorithm + signature))
    }

    /// An element of DER, of less than 64 KiB.
    private static func tagged(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
        switch contents.count {
        case ..<0x80: [tag, UInt8(contents.count)] + contents
        case ..<0x100: [tag, 0x81, UInt8(contents.count)] + contents
        default: [tag, 0x82] + UInt16(contents.count).bigEndianBytes + contents
        }
    }
}
