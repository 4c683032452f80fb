import OpenSSLKit

/// What the certificate of a machine's certifying key says.
struct FakeMachine {
    var serialNumber: UInt32 = 0x1001
    var components: [UInt8] = [3, 3, 2, 2, 4, 1, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0]
    var pceSVN = 13
    var fmspc = FakeIntel.fmspc
    var pceID: [UInt8] = [0, 0]
    var commonName = "Intel SGX PCK Certificate"
    /// The encoding of the first component in place of its usual one.
    var firstComponent: [UInt8]?
    /// The value of Intel's extension in place of what the others make.
    var extensionContents: [UInt8]?
    var alter: @Sendable (inout CertificateBuilder) -> Void = { _ in }

    static let oid: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF8, 0x4D, 0x01, 0x0D, 0x01]

    func certificate(of intel: FakeIntel) throws -> Certificate {
        var builder = FakeIntel.builder(
            commonName,
            issuer: "Intel SGX PCK Platform CA",
            serialNumber: serialNumber
        )
        builder.extensions.append(.init(oid: "1.2.840.113741.1.13.1", contents: extensionContents ?? contents))
        alter(&builder)
        return try builder.certificate(
            of: intel.machineKey.publicKey,
            signedBy: intel.authorityKey,
            .ecdsaP256SHA256
        )
    }

    /// Intel's extension, as its authority for platforms writes it.
    var contents: [UInt8] { TestDER.tagged(0x30, fields.flatMap { $0 }) }

    /// The entries of the extension in their order.
    var fields: [[UInt8]] {
        var tcb: [UInt8] = []
        for (position, component) in components.enumerated() {
            let usual = TestDER.integer(Int(component))
            let encoded = position == 0 ? firstComponent ?? usual : usual
            tcb += TestDER.field(Self.oid + [2, UInt8(position + 1)], encoded)
        }
        tcb += TestDER.field(Self.oid + [2, 17], TestDER.integer(pceSVN))
        tcb += TestDER.field(Self.oid + [2, 18], TestDER.octets(components))
        let configuration = (1...3 as ClosedRange<UInt8>).flatMap {
            TestDER.field(Self.oid + [7, $0], [1, 1, $0 == 1 ? 0 : 0xFF])
        }
        return [
            TestDER.field(Self.oid + [1], TestDER.octets([UInt8](repeating: 0x11, count: 16))),
            TestDER.field(Self.oid + [2], TestDER.tagged(0x30, tcb)),
            TestDER.field(Self.oid + [3], TestDER.octets(pceID)),
            TestDER.field(Self.oid + [4], TestDER.octets(fmspc)),
            TestDER.field(Self.oid + [5], [0x0A, 1, 1]),
            TestDER.field(Self.oid + [6], TestDER.octets([UInt8](repeating: 0x66, count: 16))),
            TestDER.field(Self.oid + [7], TestDER.tagged(0x30, configuration)),
        ]
    }
}
