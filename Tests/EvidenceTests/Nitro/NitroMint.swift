import OpenSSLKit

import struct FoundationEssentials.Date

@testable import Evidence

/// A hypervisor of the tests: it makes chains under a root of its own and signs documents.
final class NitroMint: Sendable {
    /// When documents are signed unless a test says otherwise.
    static let time = Date(timeIntervalSince1970: 1_795_420_800)

    /// What a certificate of a chain says.
    struct Link: Sendable {
        var name: String
        /// `nil` for a certificate without basic constraints.
        var isAuthority: Bool?
        var pathLength: UInt8?
        /// The bits of the key usage, first byte; `nil` for a certificate without that extension.
        var usage: UInt8?
        var kind = KeyKind.p384
        var notBefore = time.addingTimeInterval(-3600)
        var notAfter = time.addingTimeInterval(3600)

        init(name: String, isAuthority: Bool? = nil, pathLength: UInt8? = nil, usage: UInt8? = nil) {
            self.name = name
            self.isAuthority = isAuthority
            self.pathLength = pathLength
            self.usage = usage
        }

        static func authority(_ name: String, pathLength: UInt8? = nil) -> Link {
            Link(name: name, isAuthority: true, pathLength: pathLength, usage: 0x06)
        }

        static var leaf: Link { Link(name: "i-01-enc02.eu-north-1.aws", isAuthority: false, usage: 0xC0) }
    }

    let certificates: [Certificate]
    private let key: PrivateKey

    /// The root first, the leaf last; each signs the one that follows.
    init(_ links: [Link] = [.authority("root"), .authority("zone", pathLength: 0), .leaf]) throws {
        var certificates: [Certificate] = []
        var issuer: PrivateKey?
        var issuerName = links[0].name
        for (number, link) in links.enumerated() {
            let key = try PrivateKey.generate(link.kind)
            let builder = CertificateBuilder(
                subject: [.init("O", "Tests"), .init("CN", link.name)],
                issuer: [.init("O", "Tests"), .init("CN", issuerName)],
                serialNumber: UInt32(number + 1),
                notBefore: link.notBefore,
                notAfter: link.notAfter,
                extensions: Self.extensions(link)
            )
            let scheme = SignatureScheme.ecdsaP384SHA384
            if let signer = issuer {
                certificates.append(try builder.certificate(of: key.publicKey, signedBy: signer, scheme))
            } else {
                certificates.append(try builder.certificate(of: key.publicKey, signedBy: key, scheme))
            }
            issuer = consume key
            issuerName = link.name
        }
        guard let last = issuer else { throw Empty() }
        self.key = last
        self.certificates = certificates
    }

    struct Empty: Error {}

    var root: Certificate { certificates[0] }

    /// What a document of the chain says unless a test alters it.
    var members: [CBORValue.Member] {
        let pcrs = (0..<16).map { number in
            CBORValue.Member(.unsigned(number), .bytes([UInt8](repeating: UInt8(number) + 1, count: 48)))
        }
        return [
            .init("module_id", .text("i-01-enc02")), .init("digest", .text("SHA384")),
            .init("timestamp", .unsigned(UInt64(Self.time.timeIntervalSince1970) * 1000)), .init("pcrs", .map(pcrs)),
            .init("certificate", .bytes(certificates[certificates.count - 1].der)),
            .init("cabundle", .array(certificates.dropLast().map { .bytes($0.der) })),
            .init("public_key", .null), .init("user_data", .bytes([1, 2, 3])), .init("nonce", .null),
        ]
    }

    /// A signed document.
    func document(_ alter: (inout [CBORValue.Member]) -> Void = { _ in }) throws -> [UInt8] {
        var members = members
        alter(&members)
        return try document(payload: CBORValue.map(members).encoded)
    }

    func document(payload: [UInt8]) throws -> [UInt8] {
        let unsigned = COSESign1(payload: payload, signature: [])
        let der = try key.sign(unsigned.signedBytes, .ecdsaP384SHA384)
        let signature = try ECDSASignature(der: der, size: 48)
        return COSESign1(payload: payload, signature: signature.r + signature.s).encoded
    }

    private static func extensions(_ link: Link) -> [CertificateBuilder.Extension] {
        var extensions: [CertificateBuilder.Extension] = []
        if let isAuthority = link.isAuthority {
            let fields = (isAuthority ? [0x01, 0x01, 0xFF] : []) + (link.pathLength.map { [0x02, 0x01, $0] } ?? [])
            let contents = [0x30, UInt8(fields.count)] + fields
            extensions.append(.init(oid: "2.5.29.19", contents: contents, isCritical: true))
        }
        if let usage = link.usage {
            let unused = UInt8(usage.trailingZeroBitCount)
            extensions.append(.init(oid: "2.5.29.15", contents: [0x03, 0x02, unused, usage], isCritical: true))
        }
        return extensions
    }
}
