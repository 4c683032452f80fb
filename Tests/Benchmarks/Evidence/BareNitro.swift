import COpenSSL
import Evidence
import OpenSSLKit

import struct FoundationEssentials.Date

/// A document's signature, and that of each certificate below the root, which is built in.
struct BareNitro {
    private let root: OpaquePointer
    /// Downwards from below the root; the last signs the document.
    private let certificates: [[UInt8]]
    private let signed: [UInt8]
    private let signature: (r: [UInt8], s: [UInt8])

    init(document: [UInt8], _ evidence: HardwareEvidence) throws {
        let now = JudgementTime(Date(), .clock)
        let authentication = NitroVerifier(root: NitroRoot.pinned).authenticate(evidence, at: now)
        guard case .nitro(let claims) = authentication.claims else {
            EvidenceBenchmark.fail("the document is not genuine")
        }
        root = Bare.certificate(NitroRoot.pinned.der)
        certificates = claims.document.authorities.dropFirst() + [claims.document.certificate]
        // COSE_Sign1 [header, {}, payload, signature] becomes Sig_structure ["Signature1", header, "", payload]. The
        // header has five bytes with its length, the signature 98.
        let start = document[0] == 0xD2 ? 1 : 0
        let header = document[(start + 1)..<(start + 6)]
        let payload = document[(start + 7)..<(document.count - 98)]
        signed = [0x84, 0x6A] + Array("Signature1".utf8) + header + [0x40] + payload
        signature = (Array(document.suffix(96).prefix(48)), Array(document.suffix(48)))
    }

    func run() {
        let certificates = certificates.map(Bare.certificate)
        var issuer = root
        for certificate in certificates {
            Bare.verify(certificate, by: issuer)
            issuer = certificate
        }
        let key = Bare.found(X509_get0_pubkey(issuer), "X509_get0_pubkey")
        Bare.verify(ecdsa: signature.r, signature.s, of: signed, Bare.digests.sha384, by: key)
        certificates.forEach(X509_free)
    }
}
