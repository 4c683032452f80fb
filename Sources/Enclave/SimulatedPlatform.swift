package import Evidence
package import OpenSSLKit

package import struct FoundationEssentials.Date

/// A stand-in for a machine: a chip, its signing key, and a chain of certificates over it made for this one value.
///
/// All keys of the chain but the signing key are gone once the initialiser returns.
package final class SimulatedPlatform: Sendable {
    /// The measurement of every stand-in: SHA-384 of a fixed text, so that it cannot be mistaken for a machine's.
    package static let measurement = DigestAlgorithm.sha384.digest(Array("urn:assay:simulated-enclave:v1".utf8))

    /// What the certificates say.
    package struct Identity: Sendable {
        /// 64 bytes.
        package var chipID: [UInt8]
        package var tcb = TCBVersion(bootloader: 4, tee: 0, snp: 24, microcode: 219)
        package var productName = SNPProductLine.simulated.name
        package var line = SNPProductLine.simulated
        /// When the certificates begin and end to be valid.
        package var validity: ClosedRange<Date>

        /// A chip whose certificates are valid from a day before `now`, for clocks that differ, to seven years after.
        package init(chipID: [UInt8], now: Date) {
            self.chipID = chipID
            validity = now.addingTimeInterval(-86_400)...now.addingTimeInterval(7 * 365 * 86_400)
        }
    }

    package let identity: Identity
    package let signingKey: PrivateKey
    package let ark: Certificate
    package let ask: Certificate
    package let vcek: Certificate

    /// Makes keys and certificates: some tenths of a second of arithmetic, so not for the cooperative pool.
    package init(_ identity: Identity) throws(OpenSSLError) {
        self.identity = identity
        let root = try PrivateKey.generate(.rsa(bits: 2048))
        let issuer = try PrivateKey.generate(.rsa(bits: 2048))
        signingKey = try PrivateKey.generate(.p384)
        let names = (root: identity.line.rootCommonName, issuer: identity.line.intermediateCommonName(.vcek))

        var builder = Self.builder(names.root, issuer: names.root, serialNumber: 1, identity)
        builder.makeAuthority()
        ark = try builder.certificate(of: root.publicKey, signedBy: root, .rsaPSSSHA384)
        builder = Self.builder(names.issuer, issuer: names.root, serialNumber: 2, identity)
        builder.makeAuthority()
        ask = try builder.certificate(of: issuer.publicKey, signedBy: root, .rsaPSSSHA384)
        builder = Self.builder(SNPSigningKey.vcek.commonName, issuer: names.issuer, serialNumber: 0, identity)
        builder.extensions = Self.extensions(identity)
        vcek = try builder.certificate(of: signingKey.publicKey, signedBy: issuer, .rsaPSSSHA384)
    }

    /// A report of this chip that commits to `reportData`, for the caller to alter and encode.
    package func report(_ reportData: ReportData) -> SimulatedReport {
        SimulatedReport(
            reportData: reportData,
            measurement: Self.measurement,
            chipID: identity.chipID,
            tcb: identity.tcb
        )
    }

    /// Evidence with an encoded report and this chain.
    package func evidence(_ report: [UInt8]) -> SNPEvidence {
        SNPEvidence(
            report: report,
            key: .vcek,
            certificate: vcek.der,
            chain: SNPEvidence.Chain(intermediate: ask.der, root: ark.der)
        )
    }

    private static func builder(
        _ subject: String,
        issuer: String,
        serialNumber: UInt32,
        _ identity: Identity
    ) -> CertificateBuilder {
        func name(_ commonName: String) -> [CertificateBuilder.Attribute] {
            [.init("OU", "Not hardware"), .init("O", "Assay software stand-in"), .init("CN", commonName)]
        }
        return CertificateBuilder(
            subject: name(subject),
            issuer: name(issuer),
            serialNumber: serialNumber,
            notBefore: identity.validity.lowerBound,
            notAfter: identity.validity.upperBound
        )
    }

    /// The extensions that AMD puts into a VCEK (KDS specification, 57230, section 3).
    private static func extensions(_ identity: Identity) -> [CertificateBuilder.Extension] {
        func named(_ name: String, _ contents: [UInt8]) -> CertificateBuilder.Extension {
            CertificateBuilder.Extension(oid: "1.3.6.1.4.1.3704.1." + name, contents: contents)
        }
        func integer(_ value: UInt8) -> [UInt8] { value < 0x80 ? [2, 1, value] : [2, 2, 0, value] }
        let product = Array(identity.productName.utf8)
        precondition(product.count < 0x80)
        return [
            named("1", integer(0)),
            named("2", [0x16, UInt8(product.count)] + product),
            named("3.1", integer(identity.tcb.bootloader)),
            named("3.2", integer(identity.tcb.tee)),
            named("3.3", integer(identity.tcb.snp)),
            named("3.8", integer(identity.tcb.microcode)),
            named("4", identity.chipID),
        ]
    }
}
