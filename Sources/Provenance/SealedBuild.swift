import Builds
package import Evidence
import OpenSSLKit

package import struct FoundationEssentials.Date

/// A described build, ready for the machine to attest: steps 6 and 7 of the pipeline without the device.
///
/// The key that signs the envelope is made here and does not outlive the initialiser.
package struct SealedBuild: Sendable {
    /// The bytes of `provenance.json`.
    package let provenance: [UInt8]
    /// The bytes of `provenance.intoto.jsonl`.
    package let envelope: [UInt8]
    /// The bytes of `SHA256SUMS`.
    package let checksums: [UInt8]
    /// The bytes of the ``Binding``.
    package let binding: [UInt8]
    /// The public half of the envelope's key, in PEM.
    package let signingKey: String
    /// What the machine must be asked to commit to.
    package let reportData: ReportData

    /// Writes down `statement`, signs it with a new key and binds the two together.
    package init(_ statement: Statement, issuedAt: Date) throws(ProvenanceError) {
        let provenance = try statement.encoded()
        let key = try Self.makeKey()
        let envelope = try Envelope(signing: provenance, with: key)
        signingKey = key.publicKey.pem
        let binding = Binding(
            buildID: statement.invocation.id,
            nonce: statement.request.nonce,
            provenanceSHA256: SHA256Digest(of: provenance),
            logSHA256: statement.logSHA256,
            configurationSHA256: statement.configurationSHA256,
            signingKeySHA256: SHA256Digest(of: key.publicKey.subjectPublicKeyInfo),
            issuedAt: issuedAt
        )
        self.provenance = provenance
        self.envelope = envelope.encoded
        self.binding = binding.encoded
        checksums = Checksums(statement.subjects).encoded
        reportData = ReportData(provenance: provenance, binding: self.binding)
    }

    private static func makeKey() throws(ProvenanceError) -> PrivateKey {
        do {
            return try PrivateKey.generate(.p256)
        } catch {
            throw ProvenanceError(.signing, "signing key", error.description)
        }
    }

    /// The contents of `evidence.json`, once the machine has answered.
    package func evidenceFile(with hardware: HardwareEvidence) -> EvidenceFile {
        EvidenceFile(hardware: hardware, binding: binding, signingKey: signingKey)
    }
}
