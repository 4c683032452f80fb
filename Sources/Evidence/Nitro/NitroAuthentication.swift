import Builds
import Bytes
import OpenSSLKit

import struct FoundationEssentials.Date

/// Judges one attestation document: structure, then chain, then signature, then agreement of key and document.
struct NitroAuthentication {
    /// The object identifier of the basic constraints; `30 00` are those of no authority.
    private static let basicConstraints = "2.5.29.19"

    /// What is trusted.
    let root: Certificate
    /// The time that was asked for; unless somebody named it, a document is judged at the time that it is signed with.
    let time: JudgementTime

    /// What the document says and the time at which it was judged, once every rule held; throws the first that did not.
    func claims(
        of bytes: [UInt8],
        rules: inout RuleLog
    ) throws(EvidenceError) -> (claims: NitroClaims, time: JudgementTime) {
        let message = try COSESign1(parsing: bytes)
        let document = try NitroDocument(parsing: message.payload)
        let chain = try chain(of: document)
        // A key of the leaf lives three hours, so that nothing stored could be judged by today's clock.
        let judged = time.source == .given ? time : JudgementTime(document.timestamp, .anchored)
        try verify(chain, at: judged, document: document, rules: &rules)
        let signature = ECDSASignature(concatenated: message.signature)
        try rules.require(
            .documentSignatureInvalid,
            signature.map { chain.leaf.publicKey.verifies($0, of: message.signedBytes, .ecdsaP384SHA384) } ?? false,
            pass: "the document is signed by its key",
            fail: "the document is not signed by the key that comes with it"
        )
        try verifyModule(of: document, leaf: chain.leaf, rules: &rules)
        return (NitroClaims(document: document), judged)
    }

    /// The chain of a document, whose last must be the pinned root byte for byte.
    private func chain(of document: NitroDocument) throws(EvidenceError) -> CertificateChain {
        guard let presented = document.authorities.first, presented == root.der else {
            throw EvidenceError(
                .nitroChainInvalid,
                expected: DigestAlgorithm.sha256.digest(root.der).hexadecimal,
                found: document.authorities.first.map { DigestAlgorithm.sha256.digest($0).hexadecimal },
                "the document's chain ends at another root than the pinned one"
            )
        }
        var intermediates: [Certificate] = []
        for der in document.authorities.dropFirst() { intermediates.append(try certificate(der)) }
        let leaf = try certificate(document.certificate)
        for authority in intermediates {
            try require(
                authority.isAuthority && authority.keyUsage?.contains(.keyCertSign) == true,
                of: authority,
                "may not issue certificates"
            )
        }
        // Not `isAuthority`, which asks of the key usage too: a leaf must not even claim it.
        let constraints = leaf.extension(oid: Self.basicConstraints)
        try require(constraints == nil || constraints == [0x30, 0x00], of: leaf, "signs documents and is an authority")
        try require(
            leaf.keyUsage?.contains(.digitalSignature) == true && leaf.keyUsage?.contains(.keyCertSign) == false,
            of: leaf,
            "is not for signing documents alone"
        )
        return CertificateChain(leaf: leaf, intermediates: intermediates.reversed(), root: root)
    }

    private func certificate(_ der: [UInt8]) throws(EvidenceError) -> Certificate {
        let certificate: Certificate
        do {
            certificate = try Certificate(der: der)
        } catch {
            throw EvidenceError(.nitroChainInvalid, "a certificate of the document cannot be read: \(error)")
        }
        try require(
            certificate.version == 3 && certificate.publicKey.kind == .p384,
            of: certificate,
            "is not of version 3 with a P-384 key"
        )
        return certificate
    }

    private func require(
        _ holds: Bool,
        of certificate: Certificate,
        _ fault: String
    ) throws(EvidenceError) {
        guard !holds else { return }
        let name = certificate.subject.commonName ?? "no common name"
        throw EvidenceError(.nitroChainInvalid, found: name, "a certificate of the document \(fault)")
    }

    /// Signatures, names, path lengths and validity, at the time of judgement; and validity when the document was signed.
    private func verify(
        _ chain: CertificateChain,
        at judged: JudgementTime,
        document: NitroDocument,
        rules: inout RuleLog
    ) throws(EvidenceError) {
        let fault: CertificateChain.Fault?
        do {
            fault = try chain.fault(at: judged.date, isRootPinned: true)
        } catch {
            throw EvidenceError(.nitroChainInvalid, "the chain cannot be judged: \(error)")
        }
        switch fault {
        case nil: break
        case .expired: throw validityError(chain, at: judged, "a certificate of the document has expired")
        case .notYetValid: throw validityError(chain, at: judged, "a certificate of the document is not valid yet")
        case .invalid(let reason):
            throw EvidenceError(.nitroChainInvalid, "the signing key does not descend from the root: \(reason)")
        }
        rules.pass(.nitroChainInvalid, "the signing key descends from \(root.subject.commonName ?? "the root")")
        let signed = JudgementTime(document.timestamp, .anchored)
        guard ([chain.leaf, chain.root] + chain.intermediates).allSatisfy({ $0.isValid(at: signed.date) }) else {
            throw validityError(chain, at: signed, "a certificate was not valid when the document was signed")
        }
        rules.pass(
            .nitroCertificateExpired,
            found: judged.date.rfc3339,
            judged.source == .anchored
                ? "every certificate was valid when the document was signed; now they may have expired"
                : "every certificate is valid at the time of judgement and was when the document was signed"
        )
    }

    private func validityError(_ chain: CertificateChain, at time: JudgementTime, _ message: String) -> EvidenceError {
        let guilty = ([chain.root] + chain.intermediates.reversed() + [chain.leaf]).first { !$0.isValid(at: time.date) }
        let window = guilty.map { "\($0.notBefore.rfc3339) to \($0.notAfter.rfc3339)" }
        return EvidenceError(
            .nitroCertificateExpired,
            expected: window,
            found: time.date.rfc3339,
            message
        )
    }

    /// The leaf is made for one enclave: its name is `<module_id>.<region>.aws`.
    private func verifyModule(
        of document: NitroDocument,
        leaf: Certificate,
        rules: inout RuleLog
    ) throws(EvidenceError) {
        let name = leaf.subject.commonName ?? "no common name"
        try rules.require(
            .moduleIDMismatch,
            name.after(prefix: document.moduleID + ".") != nil,
            expected: document.moduleID,
            found: name,
            pass: "the signing key is that of the enclave",
            fail: "the signing key is that of another enclave than the document names"
        )
    }
}
