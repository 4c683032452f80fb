import Bytes
package import StrictJSON

/// Intel's statements about a platform, as they stand beside a quote: QuoteCollateralV3 in the JSON that `dcap-qvl`
/// reads and writes. Nothing of it has been checked.
package struct TDXCollateral: Hashable, Sendable {
    /// The largest text of one part, in bytes.
    package static let partLimit = 1 << 20

    /// The authority of PCK certificates and Intel's root, PEM.
    package let pckCRLIssuerChain: [UInt8]
    /// The revocation list of Intel's root, DER.
    package let rootCACRL: [UInt8]
    /// The revocation list of that authority, DER.
    package let pckCRL: [UInt8]
    /// The certificate that signs the TCB info, and Intel's root, PEM.
    package let tcbInfoIssuerChain: [UInt8]
    /// The TCB info, exactly the bytes that are signed.
    package let tcbInfo: [UInt8]
    /// `r ‖ s`, 64 bytes.
    package let tcbInfoSignature: [UInt8]
    /// The certificate that signs the identity of the quoting enclave, and Intel's root, PEM.
    package let qeIdentityIssuerChain: [UInt8]
    /// The identity of the quoting enclave, exactly the bytes that are signed.
    package let qeIdentity: [UInt8]
    /// `r ‖ s`, 64 bytes.
    package let qeIdentitySignature: [UInt8]
    /// The certificates of the machine, in a text, as they are there for quotes that have none. Quotes that are read here
    /// have them, so nothing is judged by this; `nil` where there is none.
    package let pckCertificateChain: [UInt8]?

    /// Puts together what Intel's provisioning certification service hands out: the bodies of `/tcb` and
    /// `/qe/identity` with the chains of their headers (after their URL encoding was undone), and the two lists.
    package init(
        tcbInfo: TDXSignedStatement,
        tcbInfoIssuerChain: [UInt8],
        qeIdentity: TDXSignedStatement,
        qeIdentityIssuerChain: [UInt8],
        rootCACRL: [UInt8],
        pckCRL: [UInt8],
        pckCRLIssuerChain: [UInt8]
    ) {
        self.pckCRLIssuerChain = pckCRLIssuerChain
        self.rootCACRL = rootCACRL
        self.pckCRL = pckCRL
        self.tcbInfoIssuerChain = tcbInfoIssuerChain
        self.tcbInfo = tcbInfo.body
        self.tcbInfoSignature = tcbInfo.signature
        self.qeIdentityIssuerChain = qeIdentityIssuerChain
        self.qeIdentity = qeIdentity.body
        self.qeIdentitySignature = qeIdentity.signature
        pckCertificateChain = nil
    }
}

extension TDXCollateral {
    /// Reads the nine members that the format has, each a text, `pck_certificate_chain` where it is there, which may be
    /// `null`, and no other.
    package init(_ value: JSONValue) throws(EvidenceError) {
        for (name, part) in value.object?.members ?? [] where (part.string?.utf8.count ?? 0) > Self.partLimit {
            throw EvidenceError(
                .evidenceTooLarge,
                expected: "at most \(Self.partLimit) bytes",
                found: "\(part.string?.utf8.count ?? 0) bytes",
                "the member \"\(name.prefix(40))\" of the collateral is too large"
            )
        }
        do {
            var reader = try ObjectReader(value, at: "collateral")
            pckCRLIssuerChain = try Self.text(&reader, "pck_crl_issuer_chain")
            // Writers differ in the case of letters, but no letter may change alone.
            rootCACRL = try reader.hexadecimalOfOneCase("root_ca_crl")
            pckCRL = try reader.hexadecimalOfOneCase("pck_crl")
            tcbInfoIssuerChain = try Self.text(&reader, "tcb_info_issuer_chain")
            tcbInfo = try Self.text(&reader, "tcb_info")
            tcbInfoSignature = try reader.hexadecimalOfOneCase("tcb_info_signature", count: 64)
            qeIdentityIssuerChain = try Self.text(&reader, "qe_identity_issuer_chain")
            qeIdentity = try Self.text(&reader, "qe_identity")
            qeIdentitySignature = try reader.hexadecimalOfOneCase("qe_identity_signature", count: 64)
            let chain = value["pck_certificate_chain"] == nil ? nil : try reader.nullableString("pck_certificate_chain")
            pckCertificateChain = chain.map { Array($0.utf8) }
            try reader.finish()
        } catch {
            throw EvidenceError(.collateralMalformed, error.description)
        }
    }

    /// The collateral as it stands in `evidence.json`.
    package var json: JSONValue {
        var members = JSONObject()
        members["pck_crl_issuer_chain"] = Self.string(pckCRLIssuerChain)
        members["root_ca_crl"] = .string(rootCACRL.hexadecimal)
        members["pck_crl"] = .string(pckCRL.hexadecimal)
        members["tcb_info_issuer_chain"] = Self.string(tcbInfoIssuerChain)
        members["tcb_info"] = Self.string(tcbInfo)
        members["tcb_info_signature"] = .string(tcbInfoSignature.hexadecimal)
        members["qe_identity_issuer_chain"] = Self.string(qeIdentityIssuerChain)
        members["qe_identity"] = Self.string(qeIdentity)
        members["qe_identity_signature"] = .string(qeIdentitySignature.hexadecimal)
        members["pck_certificate_chain"] = pckCertificateChain.map(Self.string)
        return .object(members)
    }

    private static func string(_ bytes: [UInt8]) -> JSONValue { .string(String(decoding: bytes, as: UTF8.self)) }

    private static func text(_ reader: inout ObjectReader, _ name: String) throws(JSONError) -> [UInt8] {
        Array(try reader.string(name).utf8)
    }
}
