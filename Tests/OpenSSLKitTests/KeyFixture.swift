import OpenSSLKit

import struct FoundationEssentials.Date

/// Keys and certificates that are made once for all tests.
enum KeyFixture {
    static let p256 = Keys(.p256)
    static let p384 = Keys(.p384)
    static let rsa = Keys(.rsa(bits: 2048))
    static let otherRSA = Keys(.rsa(bits: 2048))

    static let now = Date(timeIntervalSince1970: 1_795_420_800)

    /// A key pair in a box that can be shared.
    final class Keys: Sendable {
        private let pair: Result<Box, OpenSSLError>

        private final class Box: Sendable {
            let key: PrivateKey
            init(_ kind: KeyKind) throws(OpenSSLError) { key = try PrivateKey.generate(kind) }
        }

        init(_ kind: KeyKind) { pair = Result { () throws(OpenSSLError) in try Box(kind) } }

        var publicKey: PublicKey {
            get throws { try pair.get().key.publicKey }
        }

        func sign(_ message: [UInt8], _ scheme: SignatureScheme) throws -> [UInt8] {
            try pair.get().key.sign(message, scheme)
        }

        func certify(
            _ builder: CertificateBuilder,
            of key: PublicKey,
            _ scheme: SignatureScheme = .rsaPSSSHA384
        ) throws -> Certificate {
            try builder.certificate(of: key, signedBy: pair.get().key, scheme)
        }
    }

    /// A certificate of `subject`, to be signed by `issuer`.
    static func builder(
        _ subject: String,
        issuer: String,
        days: ClosedRange<Double> = -1...10,
        isAuthority: Bool = false
    ) -> CertificateBuilder {
        var builder = CertificateBuilder(
            subject: [.init("O", "Assay"), .init("CN", subject)],
            issuer: [.init("O", "Assay"), .init("CN", issuer)],
            serialNumber: 0x1234,
            notBefore: now.addingTimeInterval(days.lowerBound * 86_400),
            notAfter: now.addingTimeInterval(days.upperBound * 86_400)
        )
        if isAuthority { builder.makeAuthority() }
        return builder
    }
}
