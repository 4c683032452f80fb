import Evidence
import OpenSSLKit

import struct FoundationEssentials.Date

/// A machine of a product line under a root that the tests hold: for what no captured evidence shows.
struct SNPMinted: Sendable {
    var line = SNPProductLine.genoa
    var kind = SNPSigningKey.vcek
    /// Family, model, stepping, as reports state it since version 3.
    var processor: [UInt8] = [0x19, 0x11, 0x01]
    /// The versions in the certificate, and in a report that is not altered.
    var tcb = TCBVersion(bootloader: 10, tee: 0, snp: 27, microcode: 84)
    /// What the certificate says of the chip; CHIP_ID is the same and zeros after it.
    var hardwareID = [UInt8](1...64)
    var operatorName = "CN=cc.example"
    var validity = Fixture.now.addingTimeInterval(-86_400)...Fixture.now.addingTimeInterval(86_400)

    static let genoa = SNPMinted()
    static let milan = SNPMinted(
        line: .milan,
        processor: [0x19, 0x01, 0x01],
        tcb: TCBVersion(bootloader: 4, tee: 0, snp: 24, microcode: 219)
    )
    static let turin = SNPMinted(
        line: .turin,
        processor: [0x1A, 0x02, 0x01],
        tcb: TCBVersion(fmc: 1, bootloader: 2, tee: 3, snp: 4, microcode: 81),
        hardwareID: [UInt8](1...8)
    )
    static let operated = SNPMinted(kind: .vlek)
    static let all = [milan, genoa, turin, operated]

    /// Keys that are made once for all tests; the machine's own key is one for all of them.
    final class Keys: Sendable {
        let root: PrivateKey
        let issuer: PrivateKey
        let signing: PrivateKey

        init() throws {
            root = try PrivateKey.generate(.rsa(bits: 2048))
            issuer = try PrivateKey.generate(.rsa(bits: 2048))
            signing = try PrivateKey.generate(.p384)
        }
    }
    static let keys = Result { try Keys() }

    /// The serial number of whatever issues the machine's key.
    static let issuerSerialNumber: UInt32 = 0x20002

    /// What vouches for the machine.
    func roots() throws -> SNPTrustRoots {
        let keys = try Self.keys.get()
        var root = builder(line.rootCommonName, issuer: line.rootCommonName, serialNumber: 0x20000)
        root.makeAuthority()
        func issuer(_ kind: SNPSigningKey) throws -> Certificate {
            let name = line.intermediateCommonName(kind)
            var issuer = builder(name, issuer: line.rootCommonName, serialNumber: Self.issuerSerialNumber)
            issuer.makeAuthority()
            return try issuer.certificate(of: keys.issuer.publicKey, signedBy: keys.root, .rsaPSSSHA384)
        }
        return SNPTrustRoots(
            productLine: line,
            ark: try root.certificate(of: keys.root.publicKey, signedBy: keys.root, .rsaPSSSHA384),
            ask: try issuer(.vcek),
            asvk: try issuer(.vlek)
        )
    }

    /// The certificate of the machine's key.
    func certificate() throws -> Certificate {
        let keys = try Self.keys.get()
        var builder = builder(kind.commonName, issuer: line.intermediateCommonName(kind), serialNumber: 0)
        builder.extensions = extensions
        return try builder.certificate(of: keys.signing.publicKey, signedBy: keys.issuer, .rsaPSSSHA384)
    }

    /// A report of the machine, altered before it is signed.
    func report(version: UInt32 = 3, _ alter: (inout SNPReportBytes) -> Void = { _ in }) throws -> [UInt8] {
        var report = SNPReportBytes(version: version)
        report.put(kind == .vlek ? 1 << 2 : 0, at: 0x048, as: UInt32.self)
        for offset in [0x038, 0x180, 0x1E0, 0x1F0] { report.put(TCBField(tcb).bytes, at: offset) }
        if version >= 3 { report.put(processor, at: 0x188) }
        if kind == .vcek { report.put(hardwareID, at: 0x1A0) }
        alter(&report)
        return try report.signed(with: Self.keys.get().signing)
    }

    /// Evidence with such a report.
    func evidence(version: UInt32 = 3, _ alter: (inout SNPReportBytes) -> Void = { _ in }) throws -> SNPEvidence {
        SNPEvidence(
            report: try report(version: version, alter),
            key: kind,
            certificate: try certificate().der,
            chain: nil
        )
    }

    private func builder(_ subject: String, issuer: String, serialNumber: UInt32) -> CertificateBuilder {
        CertificateBuilder(
            subject: [.init("O", "Test"), .init("CN", subject)],
            issuer: [.init("O", "Test"), .init("CN", issuer)],
            serialNumber: serialNumber,
            notBefore: validity.lowerBound,
            notAfter: validity.upperBound
        )
    }

    private var extensions: [CertificateBuilder.Extension] {
        func integer(_ value: UInt8) -> [UInt8] { value < 0x80 ? [2, 1, value] : [2, 2, 0, value] }
        func text(_ value: String) -> [UInt8] { [0x16, UInt8(value.utf8.count)] + Array(value.utf8) }
        var contents: [(String, [UInt8])] = [
            ("1", integer(line == .turin ? 1 : 0)), ("2", text(line.name)), ("3.1", integer(tcb.bootloader)),
            ("3.2", integer(tcb.tee)), ("3.3", integer(tcb.snp)), ("3.8", integer(tcb.microcode)),
        ]
        if let fmc = tcb.fmc { contents.append(("3.9", integer(fmc))) }
        contents.append(kind == .vcek ? ("4", hardwareID) : ("5", text(operatorName)))
        return contents.map { .init(oid: "1.3.6.1.4.1.3704.1.\($0.0)", contents: $0.1) }
    }
}

/// A report as bytes, to be written by the specification's offsets.
struct SNPReportBytes {
    private(set) var bytes = [UInt8](repeating: 0, count: 1184)

    /// A report of a guest that nothing speaks against, of firmware 1.55.29.
    init(version: UInt32) {
        put(version, at: 0x000, as: UInt32.self)
        put(0x20000, at: 0x008, as: UInt64.self)
        put(1, at: 0x034, as: UInt32.self)
        put(1 << 5, at: 0x040, as: UInt64.self)
        put(Fixture.reportData.bytes, at: 0x050)
        put([UInt8](repeating: 0xA5, count: 48), at: 0x090)
        put([UInt8](repeating: 0xFF, count: 32), at: 0x160)
        put([29, 55, 1], at: 0x1E8)
        put([29, 55, 1], at: 0x1EC)
    }

    mutating func put(_ field: [UInt8], at offset: Int) {
        bytes.replaceSubrange(offset..<(offset + field.count), with: field)
    }

    mutating func put<Value: FixedWidthInteger>(_ value: Value, at offset: Int, as type: Value.Type) {
        put(withUnsafeBytes(of: value.littleEndian) { Array($0) }, at: offset)
    }

    /// The report with a signature over its first 672 bytes.
    func signed(with key: borrowing PrivateKey) throws -> [UInt8] {
        let signature = try ECDSASignature(der: key.sign(Array(bytes[..<0x2A0]), .ecdsaP384SHA384), size: 48)
        var report = self
        report.put(signature.r.reversed(), at: 0x2A0)
        report.put(signature.s.reversed(), at: 0x2E8)
        return report.bytes
    }
}
