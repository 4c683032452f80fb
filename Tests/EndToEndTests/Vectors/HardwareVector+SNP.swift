import StrictJSON
import TestSupport

extension HardwareVector {
    static let snp: [HardwareVector] = [
        snp("genoa-v3-coco-e2e", "Genoa, report version 3"),
        snp("genoa-v5-bergamo", "Bergamo, which signs under Genoa's root, report version 5"),
        snp("milan-v2-debug", "the host may debug the guest", ["GUEST_POLICY_DEBUG_SET"]),
        snp("milan-v2-trustee", "Milan, report version 2, provisional firmware"),
        snp("milan-v2-trustee-bad-vcek-legacy", "the key's certificate was altered", ["VCEK_CHAIN_INVALID"]),
        snp("milan-v2-trustee-bad-vcek-new", "the key's certificate was altered", ["VCEK_CHAIN_INVALID"]),
        snp("milan-v3-aci", "Milan, report version 3"),
        snp("milan-v3-aci-vcek-reissued", "the same report, its key certified again"),
        snp("milan-v3-vlek-aws", "signed by a VLEK, asked for at VMPL 1", at: "2025-06-01T00:00:00Z"),
        snp("milan-v3-vlek-aws", "a VLEK after its year", ["VCEK_EXPIRED"]),
        snp("turin-v5-aci", "Turin: short chip identity, TCB with FMC"),
    ]

    private static func snp(
        _ name: String,
        _ about: String,
        _ reasons: Set<String> = [],
        at time: String = "2026-06-01T00:00:00Z"
    ) -> HardwareVector {
        HardwareVector(name: "snp/\(name)", about: about, at: time, reasons: reasons) {
            let isVLEK = SharedFolder.vectors.contains("snp/\(name)/vlek.der")
            let key = try base64("snp/\(name)/\(isVLEK ? "vlek" : "vek").der")
            return assay(
                "snp",
                [
                    "attestation_report": try base64("snp/\(name)/report.bin"),
                    "cert_chain": isVLEK ? ["vlek": key] : ["vcek": key],
                ]
            )
        }
    }
}
