import Evidence
import OpenSSLKit
import Testing

import struct FoundationEssentials.Date

@Suite struct TPMCertificateTests {
    /// An authority of the tests, and what it says of the key of `TPMMint.ecdsa()`.
    private struct Authority {
        var name = "AK CA"
        var key = TPMMintKey.authority
        var leafUsage: [UInt8]? = [0x30, 0x07, 0x06, 0x05, 0x67, 0x81, 0x05, 0x08, 0x03]
        var isLeafAuthority = false
        var keyUsage: [UInt8]?
        var days: ClosedRange<Double> = -1...10

        func builder(_ subject: String, issuer: String) -> CertificateBuilder {
            CertificateBuilder(
                subject: subject.isEmpty ? [] : [.init("CN", subject)],
                issuer: [.init("CN", issuer)],
                serialNumber: 7,
                notBefore: TPMJudging().time.addingTimeInterval(days.lowerBound * 86_400),
                notAfter: TPMJudging().time.addingTimeInterval(days.upperBound * 86_400)
            )
        }

        func root() throws -> Certificate {
            var builder = builder(name, issuer: name)
            builder.makeAuthority()
            return try key.certify(builder, of: key.publicKey)
        }

        func leaf(_ subject: PublicKey? = nil, issuer: String? = nil) throws -> Certificate {
            var builder = builder("AK", issuer: issuer ?? name)
            // Without a key usage, which would give it away as well.
            if isLeafAuthority {
                builder.extensions.append(.init(oid: "2.5.29.19", contents: [0x30, 0x03, 0x01, 0x01, 0xFF]))
            }
            if let keyUsage { builder.extensions.append(.init(oid: "2.5.29.15", contents: keyUsage)) }
            if let leafUsage { builder.extensions.append(.init(oid: "2.5.29.37", contents: leafUsage)) }
            return try key.certify(builder, of: subject ?? TPMMintKey.ecdsa.publicKey)
        }
    }

    private func failures(_ chain: [Certificate], roots: [Certificate]) throws -> Set<ReasonCode> {
        var judging = TPMJudging(roots: roots)
        judging.collateral = TPMCollateral(attestationKey: chain.map(\.der))
        return judging.failures(try TPMMint.ecdsa().evidence())
    }

    @Test func `the key that a trusted authority certifies needs no pin`() throws {
        let authority = Authority()
        #expect(try failures([authority.leaf()], roots: [authority.root()]) == [])
        #expect(try failures([], roots: [authority.root()]) == [.akNotTrusted])
        #expect(try failures([authority.leaf()], roots: []) == [.akNotTrusted])
    }

    @Test func `a certificate for another use, or of an authority, does not certify`() throws {
        let root = try Authority().root()
        var serverUse = Authority()
        serverUse.leafUsage = [0x30, 0x0A, 0x06, 0x08, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01]
        var noUse = Authority()
        noUse.leafUsage = nil
        var authority = Authority()
        authority.isLeafAuthority = true
        var certificateSigner = Authority()
        certificateSigner.keyUsage = [0x03, 0x02, 0x02, 0x04]
        for other in [serverUse, noUse, authority, certificateSigner] {
            #expect(try failures([other.leaf()], roots: [root]) == [.akCertificateInvalid])
        }
        var signer = Authority()
        signer.keyUsage = [0x03, 0x02, 0x07, 0x80]
        #expect(try failures([signer.leaf()], roots: [root]) == [])
    }

    @Test(arguments: [(-20.0)...(-10.0), 5.0...10.0])
    func `a certificate out of its time does not certify`(days: ClosedRange<Double>) throws {
        let root = try Authority().root()
        #expect(try failures([Authority(days: days).leaf()], roots: [root]) == [.akCertificateExpired])
    }

    @Test func `an authority of the same name with another key does not certify`() throws {
        let other = Authority(key: .otherAuthority)
        let (leaf, impostor) = (try other.leaf(), try Authority().root())
        #expect(try failures([leaf], roots: [impostor]) == [.akCertificateInvalid])
        // Once it is trusted itself, the order of the two does not matter.
        #expect(try failures([leaf], roots: [impostor, other.root()]) == [])
        #expect(try failures([leaf], roots: [other.root(), impostor]) == [])
    }

    @Test func `an authority that is not trusted only leaves the key unknown`() throws {
        let stranger = Authority(name: "Stranger", key: .otherAuthority)
        var judging = TPMJudging(roots: [try Authority().root()])
        judging.collateral = TPMCollateral(attestationKey: [try stranger.leaf().der])
        let mint = try TPMMint.ecdsa()
        #expect(judging.failures(try mint.evidence()) == [.akNotTrusted])
        #expect(judging.codes(.notEvaluated, try mint.evidence()).contains(.akCertificateInvalid))
        judging.policy.ak = [mint.name.bytes]
        #expect(judging.failures(try mint.evidence()) == [])
        // Its own root beside it does not help.
        let root = try stranger.root()
        #expect(try failures([stranger.leaf(), root], roots: [Authority().root()]) == [.akNotTrusted])
    }

    @Test func `a chain through an intermediate holds in its order only`() throws {
        let root = Authority()
        let middle = Authority(name: "Middle", key: .otherAuthority)
        var builder = root.builder("Middle", issuer: "AK CA")
        builder.makeAuthority()
        let certificate = try TPMMintKey.authority.certify(builder, of: TPMMintKey.otherAuthority.publicKey)
        let leaf = try middle.leaf()
        #expect(try failures([leaf, certificate], roots: [root.root()]) == [])
        #expect(try failures([certificate, leaf], roots: [root.root()]) == [.akCertificateMismatch])
        #expect(try failures([leaf, certificate, certificate], roots: [root.root()]) == [.akCertificateInvalid])
        #expect(try failures([leaf], roots: [root.root()]) == [.akNotTrusted])
    }

    @Test func `a policy that names other keys is not met by a certificate`() throws {
        let authority = Authority()
        var judging = TPMJudging(roots: [try authority.root()])
        judging.collateral = TPMCollateral(attestationKey: [try authority.leaf().der])
        judging.policy.ak = [try TPMMint.rsa().name.bytes]
        #expect(judging.failures(try TPMMint.ecdsa().evidence()) == [.akNotTrusted])
    }

    @Test func `an endorsement key is reported and proves nothing`() throws {
        let endorsement = try Authority().leaf(TPMMintKey.rsa.publicKey)
        var judging = TPMJudging(isAnyBuilder: true)
        judging.collateral = TPMCollateral(endorsementKey: endorsement.der)
        let mint = try TPMMint.ecdsa()
        #expect(judging.codes(.notEvaluated, try mint.evidence()) == [.akNotTrusted, .ekNotProven, .tpmOnly])
        judging.collateral = TPMCollateral(endorsementKey: [0x30, 0x00])
        #expect(judging.codes(.notEvaluated, try mint.evidence()) == [.akNotTrusted, .ekNotProven, .tpmOnly])
    }

    @Test func `a certificate that cannot be read is rejected`() throws {
        var judging = TPMJudging.pinning(try TPMMint.ecdsa().name)
        judging.collateral = TPMCollateral(attestationKey: [[0x30, 0x00]])
        #expect(judging.failures(try TPMMint.ecdsa().evidence()) == [.akCertificateInvalid])
    }
}
