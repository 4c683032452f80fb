import Builds
import Bytes
import Evidence
import OpenSSLKit
import StrictJSON

import struct FoundationEssentials.Date

/// An Intel of our own: root, authorities, a machine and the signer of statements, for what no genuine machine shows.
final class FakeIntel: Sendable {
    static let shared = Result { try FakeIntel() }
    static let other = Result { try FakeIntel() }

    static let now = Date(timeIntervalSince1970: 1_795_420_800)
    static let fmspc: [UInt8] = [0x90, 0xC0, 0x6F, 0, 0, 0]

    let rootKey: PrivateKey
    let authorityKey: PrivateKey
    let machineKey: PrivateKey
    let statementKey: PrivateKey
    let attestationKey: PrivateKey
    let root: Certificate
    let authority: Certificate
    let signer: Certificate

    private init() throws {
        rootKey = try PrivateKey.generate(.p256)
        authorityKey = try PrivateKey.generate(.p256)
        machineKey = try PrivateKey.generate(.p256)
        statementKey = try PrivateKey.generate(.p256)
        attestationKey = try PrivateKey.generate(.p256)
        root = try Self.builder("Intel SGX Root CA", issuer: "Intel SGX Root CA", serialNumber: 1, isAuthority: true)
            .certificate(of: rootKey.publicKey, signedBy: rootKey, .ecdsaP256SHA256)
        authority = try Self.builder(
            "Intel SGX PCK Platform CA",
            issuer: "Intel SGX Root CA",
            serialNumber: 2,
            isAuthority: true
        ).certificate(of: authorityKey.publicKey, signedBy: rootKey, .ecdsaP256SHA256)
        signer = try Self.builder("Intel SGX TCB Signing", issuer: "Intel SGX Root CA", serialNumber: 3)
            .certificate(of: statementKey.publicKey, signedBy: rootKey, .ecdsaP256SHA256)
    }

    /// A builder of certificates, valid a year around ``now`` unless it is altered.
    static func builder(
        _ subject: String,
        issuer: String,
        serialNumber: UInt32,
        isAuthority: Bool = false
    ) -> CertificateBuilder {
        var builder = CertificateBuilder(
            subject: [.init("CN", subject), .init("O", "Intel Corporation")],
            issuer: [.init("CN", issuer), .init("O", "Intel Corporation")],
            serialNumber: serialNumber,
            notBefore: now.addingTimeInterval(-365 * 86_400),
            notAfter: now.addingTimeInterval(365 * 86_400)
        )
        // Key usage of an authority: certificates and lists; of others: signatures.
        builder.extensions = [
            .init(oid: "2.5.29.19", contents: isAuthority ? [0x30, 3, 1, 1, 0xFF] : [0x30, 0], isCritical: true),
            .init(oid: "2.5.29.15", contents: isAuthority ? [3, 2, 1, 0x06] : [3, 2, 6, 0xC0], isCritical: true),
        ]
        return builder
    }

    static func pem(_ certificates: Certificate...) -> [UInt8] { certificates.flatMap { pem($0.der) } }

    static func pem(_ ders: [UInt8]...) -> [UInt8] {
        var text = ""
        for der in ders {
            let body = Array(der.base64)
            text += "-----BEGIN CERTIFICATE-----\n"
            for start in stride(from: 0, to: body.count, by: 64) {
                text += String(body[start..<min(start + 64, body.count)]) + "\n"
            }
            text += "-----END CERTIFICATE-----\n"
        }
        return Array(text.utf8)
    }

    /// Signs as quotes and statements store signatures: `r ‖ s`.
    static func sign(_ message: [UInt8], _ key: borrowing PrivateKey) throws -> [UInt8] {
        let signature = try ECDSASignature(der: key.sign(message, .ecdsaP256SHA256), size: 32)
        return signature.r + signature.s
    }

    /// Judges a quote of this Intel's under its own root.
    func authenticate(
        _ quote: [UInt8],
        collateral: JSONValue?,
        eventLog: [UInt8]? = nil,
        at time: Date = now
    ) -> Authentication {
        TDXVerifier(root: root).authenticate(
            TDXVectors.evidence(quote, eventLog: eventLog, collateral: collateral),
            at: JudgementTime(time, .given)
        )
    }
}
