import OpenSSLKit
import Testing

import struct FoundationEssentials.Date

@Suite struct CertificateTests {
    private func certificate(_ alter: (inout CertificateBuilder) -> Void = { _ in }) throws -> Certificate {
        var builder = KeyFixture.builder("subject", issuer: "issuer")
        alter(&builder)
        return try KeyFixture.rsa.certify(builder, of: KeyFixture.p384.publicKey)
    }

    @Test func `a certificate states what it was made with`() throws {
        let made = try certificate { $0.extensions = [.init(oid: "1.3.6.1.4.1.3704.1.4", contents: [4, 1, 7])] }
        let read = try Certificate(der: made.der)
        #expect(read == made)
        #expect(read.version == 3)
        #expect(read.serialNumber == [0x12, 0x34])
        #expect(read.subject.commonName == "subject")
        #expect(read.issuer.commonName == "issuer")
        #expect(read.notBefore == KeyFixture.now.addingTimeInterval(-86_400))
        #expect(read.notAfter == KeyFixture.now.addingTimeInterval(10 * 86_400))
        #expect(try read.publicKey == KeyFixture.p384.publicKey)
        #expect(read.isSignedWithPSSSHA384)
        #expect(read.extension(oid: "1.3.6.1.4.1.3704.1.4") == [4, 1, 7])
        #expect(read.extension(oid: "1.3.6.1.4.1.3704.1.5") == nil)
    }

    @Test func `serial number zero is read as one byte`() throws {
        #expect(try certificate { $0.serialNumber = 0 }.serialNumber == [0])
    }

    @Test func `an extension that stands twice is refused`() {
        let error = #expect(throws: OpenSSLError.self) {
            try certificate {
                $0.extensions = [
                    .init(oid: "1.3.6.1.4.1.3704.1.4", contents: [1]),
                    .init(oid: "1.3.6.1.4.1.3704.1.2", contents: [2]),
                    .init(oid: "1.3.6.1.4.1.3704.1.4", contents: [1]),
                ]
            }
        }
        #expect(error?.code == .malformed)
    }

    @Test func `two common names are none`() throws {
        let made = try certificate { $0.subject += [.init("CN", "other")] }
        #expect(made.subject.commonName == nil)
    }

    @Test func `bytes missing from a certificate or following it are refused`() throws {
        let der = try certificate().der
        for count in 0..<der.count {
            #expect(throws: OpenSSLError.self) { try Certificate(der: Array(der[..<count])) }
        }
        #expect(throws: OpenSSLError.self) { try Certificate(der: der + [0]) }
        #expect(throws: OpenSSLError.self) { try Certificate(der: der, sizeLimit: der.count - 1) }
    }

    @Test func `one bit flipped anywhere is an error, or no longer signed by the issuer`() throws {
        let builder = KeyFixture.builder("issuer", issuer: "issuer", isAuthority: true)
        let issuer = try KeyFixture.rsa.certify(builder, of: KeyFixture.rsa.publicKey)
        let original = try certificate()
        #expect(original.isSigned(by: issuer))
        for byte in original.der.indices {
            var der = original.der
            der[byte] ^= 1 << (byte % 8)
            let isAccepted = (try? Certificate(der: der))?.isSigned(by: issuer) ?? false
            #expect(!isAccepted, "byte \(byte)")
        }
    }

    @Test func `the issuer is whose name and key fit`() throws {
        let leaf = try certificate()
        let issuer = KeyFixture.builder("issuer", issuer: "issuer")
        let stranger = KeyFixture.builder("stranger", issuer: "stranger")
        #expect(leaf.isSigned(by: try KeyFixture.rsa.certify(issuer, of: KeyFixture.rsa.publicKey)))
        #expect(!leaf.isSigned(by: try KeyFixture.otherRSA.certify(issuer, of: KeyFixture.otherRSA.publicKey)))
        #expect(!leaf.isSigned(by: try KeyFixture.rsa.certify(stranger, of: KeyFixture.rsa.publicKey)))
    }
}
