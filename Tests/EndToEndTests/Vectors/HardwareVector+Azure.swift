import StrictJSON

extension HardwareVector {
    static let azure: [HardwareVector] = [
        azureSNP("milan-v2-coco", "report version 2"),
        azureSNP("milan-v3-coco-v1", "report version 3"),
        azureSNP("milan-v3-coco-v2-userdata", "the guest's data stands in the hardware's report"),
        azureSNP("milan-v3-live", "an envelope of its own"),
        azureSNP("milan-v3-nononce", "the quote commits to nothing", ["REPORT_DATA_MISMATCH"]),
        azureTDX("emr-v4-live", "TDX, 2026", under: "90c06f-2026-03", at: "2026-03-20"),
        azureTDX(
            "spr-v4-coco-v1",
            "TDX, 2023: out of date two years later",
            under: "00806f05-2025-07",
            at: "2025-07-20",
            ["TCB_OUT_OF_DATE"]
        ),
        azureTDX("spr-v4-coco-v1", "without collateral", under: nil, at: "2025-07-20", ["COLLATERAL_MISSING"]),
    ]

    /// Evidence with no format around it is Kettle's and others'; some of the vectors lack its envelope.
    private static func envelope(_ platform: String, _ path: String) throws -> JSONValue {
        let json = try json(path)
        return json["platform"] == nil ? ["platform": .string(platform), "evidence": json] : json
    }

    private static func azureSNP(_ name: String, _ about: String, _ reasons: Set<String> = []) -> HardwareVector {
        HardwareVector(name: "az-snp/\(name)", about: about, at: "2026-06-01T00:00:00Z", reasons: reasons) {
            try envelope("az-snp", "az-snp/\(name)/evidence.json")
        }
    }

    private static func azureTDX(
        _ name: String,
        _ about: String,
        under collateral: String?,
        at day: String,
        _ reasons: Set<String> = []
    ) -> HardwareVector {
        HardwareVector(name: "az-tdx/\(name)", about: about, at: "\(day)T00:00:00Z", reasons: reasons) {
            let evidence = try envelope("az-tdx", "az-tdx/\(name)/evidence.json")["evidence"] ?? .null
            return assay("az-tdx", evidence, collateral: try collateral.map(self.collateral) ?? .null)
        }
    }

    static let kettle: [HardwareVector] = [
        HardwareVector(
            name: "kettle/ripgrep",
            about: "evidence of a build by Kettle",
            at: "2026-06-01T00:00:00Z",
            reasons: []
        ) { try json("kettle/ripgrep/evidence.json") }
    ]
}
