import Bytes
import Evidence
import OpenSSLKit
import StrictJSON

/// Quotes of a software TPM, from the folder of vectors.
enum TPMVectors {
    private static let folder = "tpm2/swtpm-gen"

    /// Whether a case is among the vectors; some folders hold fewer.
    static func has(_ name: String) -> Bool { (try? Vectors.bytes("\(folder)/\(name)/tpms_attest.bin")) != nil }

    /// The case's evidence. Its registers are those of the SHA-256 bank, whatever was quoted.
    static func evidence(_ name: String) throws -> TPMEvidence {
        let key = name.hasPrefix("ecdsa") ? "ak_ecc" : name.hasPrefix("rsapss") ? "ak_pss" : "ak_rsa"
        return TPMEvidence(
            quote: TPMQuoteEvidence(
                message: try Vectors.bytes("\(folder)/\(name)/tpms_attest.bin"),
                signature: try Vectors.bytes("\(folder)/\(name)/tpmt_signature.bin"),
                registers: try registers()
            ),
            attestationKey: try publicArea(key)
        )
    }

    static func publicArea(_ key: String) throws -> [UInt8] { try Vectors.bytes("\(folder)/\(key).tpm2b_public") }

    /// The key's Name, computed from its public area alone.
    static func name(_ key: String) throws -> TPMName { TPMName(hashing: Array(try publicArea(key).dropFirst(2))) }

    static func registers() throws -> [[UInt8]] {
        let json = try JSONParser.parse(Vectors.bytes("\(folder)/pcrs.json"))
        return try (0..<24).map { index in
            guard let value = json["sha256"]?[String(index)]?.string.flatMap({ [UInt8](hexadecimal: $0) }) else {
                throw Vectors.Missing(id: "PCR \(index)")
            }
            return value
        }
    }

    /// The nonce that most cases were asked for with.
    static func nonce() throws -> [UInt8] {
        let text = String(decoding: try Vectors.bytes("\(folder)/nonce.hex"), as: UTF8.self)
        guard let bytes = [UInt8](hexadecimal: text.filter { !$0.isNewline }) else {
            throw Vectors.Missing(id: "nonce")
        }
        return bytes
    }

    static func certificate(_ name: String) throws -> Certificate {
        let chain = try Certificate.chain(pem: Vectors.bytes("\(folder)/\(name).pem"), limit: 1)
        guard let certificate = chain.first else { throw Vectors.Missing(id: name) }
        return certificate
    }

    static func fields(_ name: String) throws -> JSONValue? { try Vectors.fields(folder)[name] }
}
