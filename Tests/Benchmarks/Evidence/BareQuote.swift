import COpenSSL
import Evidence
import StrictJSON

/// The signature of a TPM's quote by an RSA key that is given by its numbers, and the digest of what vouches for the key.
struct BareQuote {
    private let message: [UInt8]
    private let signature: [UInt8]
    /// Least significant byte first.
    private let modulus: [UInt8]
    private let digested: [UInt8]

    /// The quote in a folder of an Azure machine.
    init(azure folder: String, _ vectors: Vectors) throws {
        message = try vectors.bytes("\(folder)/tpms_attest.bin")
        signature = try vectors.bytes("\(folder)/tpm_signature_rsassa.bin")
        digested = try vectors.bytes("\(folder)/runtime_data.json")
        let keys = try JSONParser.parse(digested)["keys"]?.array
        let key = keys?.first { $0["kid"]?.string == "HCLAkPub" }
        guard let modulus = key?["n"]?.string.flatMap(Base64URL.decode) else {
            EvidenceBenchmark.fail("\(folder) has no key")
        }
        self.modulus = modulus.reversed()
    }

    /// The quote of a TPM on its own.
    init(tpm folder: String, _ vectors: Vectors) throws {
        message = try vectors.bytes("\(folder)/rsassa_all/tpms_attest.bin")
        signature = try TPMSignature(parsing: vectors.bytes("\(folder)/rsassa_all/tpmt_signature.bin")).bytes
        digested = try vectors.bytes("\(folder)/ak_rsa.tpm2b_public")
        // The modulus stands at the end.
        modulus = digested.suffix(signature.count).reversed()
    }

    func run() {
        Bare.digest(digested)
        let exponent: [UInt8] = [1, 0, 1]
        let key = assay_rsa_public_key(modulus, modulus.count, exponent, exponent.count)
        signature.withUnsafeBufferPointer { signature in
            Bare.verify(signature, of: message, Bare.digests.sha256, by: Bare.found(key, "EVP_PKEY_fromdata"))
        }
        EVP_PKEY_free(key)
    }
}
