import Enclave
import Evidence
import Foundation
import OpenSSLKit

/// A Milan processor under a root whose key the tests hold, so that they can revoke.
struct MintedLine: Sendable {
    static let now = Date(timeIntervalSince1970: 1_795_420_800)
    /// Making RSA keys takes long; one line serves all tests.
    static let shared = Result { try MintedLine() }

    private final class Keys: Sendable {
        let root: PrivateKey
        let issuer: PrivateKey
        let signing: PrivateKey

        init() throws {
            root = try PrivateKey.generate(.rsa(bits: 2048))
            issuer = try PrivateKey.generate(.rsa(bits: 2048))
            signing = try PrivateKey.generate(.p384)
        }
    }

    static let issuerSerialNumber: UInt32 = 2
    private static let chipID = (1...64).map { UInt8($0) }
    private static let tcb = TCBVersion(bootloader: 4, tee: 0, snp: 24, microcode: 115)

    private let keys: Keys
    private let ark: Certificate
    private let ask: Certificate
    let vcek: Certificate

    var roots: [SNPProductLine: SNPTrustRoots] {
        [.milan: SNPTrustRoots(productLine: .milan, ark: ark, ask: ask, asvk: nil)]
    }

    init() throws {
        keys = try Keys()
        func builder(_ subject: String, _ issuer: String, _ serialNumber: UInt32) -> CertificateBuilder {
            CertificateBuilder(
                subject: [.init("CN", subject)],
                issuer: [.init("CN", issuer)],
                serialNumber: serialNumber,
                notBefore: Self.now.addingTimeInterval(-86_400),
                notAfter: Self.now.addingTimeInterval(86_400 * 100)
            )
        }
        var root = builder("ARK-Milan", "ARK-Milan", 1)
        root.makeAuthority()
        ark = try root.certificate(of: keys.root.publicKey, signedBy: keys.root, .rsaPSSSHA384)
        var issuer = builder("SEV-Milan", "ARK-Milan", Self.issuerSerialNumber)
        issuer.makeAuthority()
        ask = try issuer.certificate(of: keys.issuer.publicKey, signedBy: keys.root, .rsaPSSSHA384)
        var key = builder("SEV-VCEK", "SEV-Milan", 0)
        key.extensions = [
            ("1", [2, 1, 0]), ("2", [0x16, 5] + Array("Milan".utf8)), ("3.1", [2, 1, Self.tcb.bootloader]),
            ("3.2", [2, 1, Self.tcb.tee]), ("3.3", [2, 1, Self.tcb.snp]), ("3.8", [2, 1, Self.tcb.microcode]),
            ("4", Self.chipID),
        ].map { .init(oid: "1.3.6.1.4.1.3704.1.\($0.0)", contents: $0.1) }
        vcek = try key.certificate(of: keys.signing.publicKey, signedBy: keys.issuer, .rsaPSSSHA384)
    }

    /// A report of the processor.
    func report() throws -> SNPReport {
        var report = SimulatedReport(
            reportData: ReportData(provenance: [], binding: []),
            measurement: [UInt8](repeating: 0xA5, count: 48),
            chipID: Self.chipID,
            tcb: Self.tcb
        )
        report.processor = [0x19, 0x01, 0x01]
        return try SNPReport(parsing: report.encoded(signedWith: keys.signing))
    }

    /// A revocation list of the line's (RFC 5280, section 5.1), valid for an hour from `issued`.
    func revocationList(issued: Date = now.addingTimeInterval(-600), revoked: UInt32? = nil) throws -> [UInt8] {
        let digest = Self.sequence([0x06, 9, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0])
        let mask = Self.sequence([0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x08] + digest)
        let parameters = Self.element(0xA0, digest) + Self.element(0xA1, mask) + [0xA2, 3, 2, 1, 48]
        let algorithm = Self.sequence(
            [0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A] + Self.sequence(parameters)
        )
        func time(_ date: Date) -> [UInt8] {
            let digits = date.formatted(.iso8601).filter(\.isNumber).dropFirst(2)
            return Self.element(0x17, Array(digits.utf8) + [UInt8(ascii: "Z")])
        }
        var fields = [0x02, 1, 1] + algorithm + ark.subject.der + time(issued) + time(issued.addingTimeInterval(3600))
        if let revoked { fields += Self.sequence(Self.sequence([0x02, 1, UInt8(revoked)] + time(issued))) }
        let list = Self.sequence(fields)
        let signature = try keys.root.sign(list, .rsaPSSSHA384)
        return Self.sequence(list + algorithm + Self.element(0x03, [0] + signature))
    }

    private static func sequence(_ contents: [UInt8]) -> [UInt8] { element(0x30, contents) }

    private static func element(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
        switch contents.count {
        case 0..<0x80: [tag, UInt8(contents.count)] + contents
        case 0x80..<0x100: [tag, 0x81, UInt8(contents.count)] + contents
        default: [tag, 0x82, UInt8(contents.count >> 8), UInt8(contents.count & 0xFF)] + contents
        }
    }
}
