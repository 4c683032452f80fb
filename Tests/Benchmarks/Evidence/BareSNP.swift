import COpenSSL
import Evidence

/// A report's signature, and two of certificates: of the key by its issuer, of the issuer by the root. The last two are
/// decoded beforehand, as they are built in.
struct BareSNP {
    private let key: [UInt8]
    private let issuer: OpaquePointer
    private let root: OpaquePointer
    private let signed: [UInt8]
    private let signature: (r: [UInt8], s: [UInt8])

    init(report: [UInt8], key: [UInt8], line: String, _ vectors: Vectors) throws {
        let report = try SNPReport(parsing: report)
        self.key = key
        issuer = Bare.certificate(try vectors.bytes("roots/amd/\(line)/ask.der"))
        root = Bare.certificate(try vectors.bytes("roots/amd/\(line)/ark.der"))
        signed = Array(report.bytes[..<SNPReport.signedSize])
        signature = (report.signature.r.reversed(), report.signature.s.reversed())
    }

    func run() {
        let certificate = Bare.certificate(key)
        Bare.verify(issuer, by: root)
        Bare.verify(certificate, by: issuer)
        let key = Bare.found(X509_get0_pubkey(certificate), "X509_get0_pubkey")
        Bare.verify(ecdsa: signature.r, signature.s, of: signed, Bare.digests.sha384, by: key)
        X509_free(certificate)
    }
}
