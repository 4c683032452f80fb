import OpenSSLKit
import Testing

@testable import Evidence

@Suite struct VEKExtensionsTests {
    private static let issuerKey = Result { try KeyBox() }

    private final class KeyBox: Sendable {
        let key: PrivateKey
        init() throws { key = try PrivateKey.generate(.p384) }
    }

    /// What a VCEK of Milan holds, by the last parts of the object identifiers.
    private static let usual: [String: [UInt8]] = [
        "1": [2, 1, 0], "2": [0x16, 5] + Array("Milan".utf8),
        "3.1": [2, 1, 4], "3.2": [2, 1, 0], "3.3": [2, 1, 24], "3.8": [2, 2, 0, 219],
        "4": [UInt8](1...64),
    ]

    private func extensions(
        _ changes: [String: [UInt8]?],
        line: SNPProductLine = .milan,
        key kind: SNPSigningKey = .vcek
    ) throws -> VEKExtensions {
        var contents = Self.usual
        for (name, change) in changes { contents[name] = change }
        let builder = CertificateBuilder(
            subject: [.init("CN", kind.commonName)],
            issuer: [.init("CN", "issuer")],
            serialNumber: 0,
            notBefore: Fixture.now,
            notAfter: Fixture.now,
            extensions: contents.sorted { $0.key < $1.key }.map {
                .init(oid: "1.3.6.1.4.1.3704.1.\($0.key)", contents: $0.value)
            }
        )
        let box = try Self.issuerKey.get()
        let certificate = try builder.certificate(of: box.key.publicKey, signedBy: box.key, .ecdsaP384SHA384)
        return try VEKExtensions(of: certificate, line: line, key: kind)
    }

    @Test func `the usual extensions are read`() throws {
        let read = try extensions([:])
        #expect(read.productName == "Milan")
        #expect(read.tcb == TCBVersion(bootloader: 4, tee: 0, snp: 24, microcode: 219))
        #expect(read.hardwareID == [UInt8](1...64))
        #expect(read.cloudServiceProvider == nil)
    }

    @Test func `a chip's identity is taken bare or wrapped, also where it begins like a wrapping`() throws {
        let bare: [UInt8] = [0x04, 0x3E] + [UInt8](3...64)
        #expect(try extensions(["4": bare]).hardwareID == bare)
        #expect(try extensions(["4": [0x04, 0x40] + bare]).hardwareID == bare)
    }

    @Test func `Turin has one part more and a short identity`() throws {
        let turin: [String: [UInt8]?] = ["3.9": [2, 1, 7], "4": [1, 2, 3, 4, 5, 6, 7, 8]]
        let read = try extensions(turin, line: .turin)
        #expect(read.tcb.fmc == 7)
        #expect(read.hardwareID?.count == 8)
        #expect(throws: EvidenceError.self) { try extensions(turin, line: .genoa) }
        #expect(throws: EvidenceError.self) { try extensions([:], line: .turin) }
    }

    @Test func `a VLEK names an operator and no chip`() throws {
        let operatorName = Array("CN=cc.example".utf8)
        let read = try extensions(["4": nil, "5": [0x16, UInt8(operatorName.count)] + operatorName], key: .vlek)
        #expect(read.hardwareID == nil)
        #expect(read.cloudServiceProvider == "CN=cc.example")
        #expect(throws: EvidenceError.self) { try extensions([:], key: .vlek) }
    }

    @Test(arguments: ["2", "3.1", "3.2", "3.3", "3.8", "4"])
    func `a missing extension is an error`(name: String) {
        #expect(throws: EvidenceError.self) { try extensions([name: nil]) }
    }

    @Test(
        arguments: [
            ("3.1", []), ("3.1", [2]), ("3.1", [2, 1]), ("3.1", [2, 0]), ("3.1", [2, 1, 0x80]), ("3.1", [2, 2, 0, 4]),
            ("3.1", [2, 2, 1, 0]), ("3.1", [2, 3, 0, 0, 4]), ("3.1", [2, 1, 4, 0]), ("3.1", [4, 1, 4]),
            ("3.8", [2, 2, 0xFF, 0]), ("3.4", [2, 1, 1]), ("3.7", [2, 2, 0, 0x80]), ("3.9", [2, 1, 0]),
            ("2", []), ("2", [0x16]), ("2", [0x16, 2, 0x41]), ("2", [0x16, 1, 0x41, 0x41]), ("2", [0x0C, 1, 0x41]),
            ("2", [0x16, 1, 0x0A]), ("2", [0x16, 0x81, 1, 0x41]),
            ("4", []), ("4", [UInt8](1...63)), ("4", [UInt8](1...65)), ("4", [0x04, 0x3F] + [UInt8](1...64)),
            ("4", [UInt8](1...8)),
        ] as [(String, [UInt8])]
    )
    func `an extension of another form is an error`(name: String, contents: [UInt8]) {
        #expect(throws: EvidenceError.self) { try extensions([name: contents]) }
    }
}
