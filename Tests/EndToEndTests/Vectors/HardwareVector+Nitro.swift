import StrictJSON

extension HardwareVector {
    static let nitro: [HardwareVector] = [
        nitro("blocky-2024-debug-max", "debug mode, every field at its largest", ["ENCLAVE_DEBUG_MODE"]),
        nitro("blocky-selfsigned", "signed under a root of its own", ["DOCUMENT_MALFORMED"]),
        nitro("evervault-2022-debug", "debug mode", ["ENCLAVE_DEBUG_MODE"]),
        nitro("evervault-2022-nondebug", "a nonce and no user_data"),
        nitro("evervault-2023-debug-ga", "debug mode", ["ENCLAVE_DEBUG_MODE"]),
        nitro("evervault-2023-nondebug-incert", "commits to the key of a certificate"),
        nitro(
            "evervault-2023-nondebug-incert",
            "judged a day later",
            at: "2023-01-19T14:00:00Z",
            ["NITRO_CERTIFICATE_EXPIRED"]
        ),
    ]

    private static func nitro(
        _ name: String,
        _ about: String,
        at time: String? = nil,
        _ reasons: Set<String> = []
    ) -> HardwareVector {
        HardwareVector(name: "nitro/\(name)", about: about, at: time, reasons: reasons) {
            assay("nitro", ["document": try base64("nitro/\(name)/document.cbor")])
        }
    }
}
