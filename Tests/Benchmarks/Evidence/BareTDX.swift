import COpenSSL
import Evidence
import OpenSSLKit
import StrictJSON

/// Nine signatures: of three certificates and two revocation lists, of two of Intel's statements, of the quoting enclave's
/// report and of the quote. Three certificates, two lists and the attestation key are decoded; the root is built in.
struct BareTDX {
    private typealias Signed = (bytes: [UInt8], r: [UInt8], s: [UInt8])

    private let root: OpaquePointer
    /// The platform's certificate, its authority's, and the one that signs statements.
    private let certificates: [[UInt8]]
    private let lists: (root: [UInt8], platform: [UInt8])
    private let statements: [Signed]
    private let report: Signed
    private let quote: Signed
    private let keyMaterial: [UInt8]
    private let point: [UInt8]

    init(quote bytes: [UInt8], collateral json: JSONValue, _ vectors: Vectors) throws {
        let quote = try TDXQuote(parsing: bytes)
        let collateral = try TDXCollateral(json)
        let signature = quote.signature
        root = Bare.certificate(try vectors.bytes("roots/intel/IntelSGXRootCA.der"))
        certificates = Array(
            try PEM.blocks(signature.certificates, label: "CERTIFICATE", limit: 3).prefix(2)
                + PEM.blocks(collateral.tcbInfoIssuerChain, label: "CERTIFICATE", limit: 2).prefix(1)
        )
        lists = (collateral.rootCACRL, collateral.pckCRL)
        statements = [
            Self.signed(collateral.tcbInfo, collateral.tcbInfoSignature),
            Self.signed(collateral.qeIdentity, collateral.qeIdentitySignature),
        ]
        report = Self.signed(signature.qeReport.bytes, signature.qeReportSignature)
        self.quote = Self.signed(quote.signedBytes, signature.quoteSignature)
        keyMaterial = signature.attestationKey + signature.qeAuthenticationData
        point = [0x04] + signature.attestationKey
    }

    private static func signed(_ bytes: [UInt8], _ signature: [UInt8]) -> Signed {
        (bytes, Array(signature.prefix(32)), Array(signature.suffix(32)))
    }

    func run() {
        let certificates = certificates.map(Bare.certificate)
        let (platform, authority, signer) = (certificates[0], certificates[1], certificates[2])
        Bare.verify(authority, by: root)
        Bare.verify(platform, by: authority)
        Bare.verify(signer, by: root)
        Bare.verifyList(lists.root, by: root)
        Bare.verifyList(lists.platform, by: authority)
        for statement in statements { verify(statement, by: X509_get0_pubkey(signer)) }
        verify(report, by: X509_get0_pubkey(platform))
        Bare.digest(keyMaterial)
        let key = assay_ec_public_key("P-256", point, point.count)
        verify(quote, by: key)
        EVP_PKEY_free(key)
        certificates.forEach(X509_free)
    }

    private func verify(_ signed: Signed, by key: OpaquePointer?) {
        Bare.verify(ecdsa: signed.r, signed.s, of: signed.bytes, Bare.digests.sha256, by: Bare.found(key, "EVP_PKEY"))
    }
}
