import StrictJSON

extension HardwareVector {
    static let tpm: [HardwareVector] = [
        tpm("rsassa_all", key: "ak_rsa", "RSASSA"),
        tpm("rsapss_all", key: "ak_pss", "RSAPSS"),
        tpm("rsassa_debugpcr16", key: "ak_rsa", "PCR 16 in the place of PCR 8", ["PCR_SELECTION_INVALID"]),
        tpm("rsassa_sha1bank", key: "ak_rsa", "the bank of SHA-1", ["PCR_SELECTION_INVALID"]),
        tpm("rsassa_othernonce", key: "ak_rsa", "another nonce", ["REPORT_DATA_MISMATCH"]),
        tpm("rsassa_nononce", key: "ak_rsa", "no nonce", ["REPORT_DATA_MISMATCH"]),
        tpm("gettime", key: "ak_rsa", "a signed time, not a quote", ["ATTEST_TYPE_INVALID"]),
        tpm("fakemagic", key: "ak_rsa", "signed bytes that no TPM made", ["ATTEST_MAGIC_INVALID"]),
        tpm("rsassa_all", key: "ak_ecc", "presented with another key", ["TPM_QUOTE_SIGNATURE_INVALID"]),
    ]

    private static func tpm(_ name: String, key: String, _ about: String, _ reasons: Set<String> = []) -> HardwareVector
    {
        let folder = "tpm2/swtpm-gen"
        let nonce = (try? bytes("\(folder)/nonce.hex")).map { String(decoding: $0.prefix(64), as: UTF8.self) } ?? ""
        return HardwareVector(
            name: "\(folder)/\(name)",
            about: about,
            at: nil,
            options: ["--report-data", nonce],
            reasons: reasons
        ) {
            let bank = try json("\(folder)/pcrs.json")["sha256"]
            return assay(
                "tpm",
                [
                    "tpm_quote": [
                        "message": try hexadecimal("\(folder)/\(name)/tpms_attest.bin"),
                        "signature": try hexadecimal("\(folder)/\(name)/tpmt_signature.bin"),
                        "pcrs": .array((0..<24).map { bank?["\($0)"] ?? .null }),
                    ],
                    "ak_public": try base64("\(folder)/\(key).tpm2b_public"),
                ]
            )
        }
    }
}
