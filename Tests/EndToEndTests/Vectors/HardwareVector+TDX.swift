import StrictJSON

extension HardwareVector {
    static let tdx: [HardwareVector] = [
        tdx("az-live-td-quote", "a guest of Azure's", under: "90c06f-2026-03", at: "2026-03-20"),
        tdx("v4-00806f05-gcp-cos113-ccel", "a guest of Google's", under: "00806f05-2025-07", at: "2025-07-20"),
        tdx(
            "v4-00806f05-gcp-cos113-ccel",
            "with its event log",
            under: "00806f05-2025-10",
            at: "2025-10-25",
            log: "ccel_data.dat"
        ),
        tdx(
            "v4-00806f05-gcp-cos113-ccel",
            "with another machine's event log",
            under: "00806f05-2025-10",
            at: "2025-10-25",
            log: "../v4-b0c06f-live-ccel/ccel_ok.dat",
            ["EVENT_LOG_MISMATCH"]
        ),
        tdx(
            "v4-00806f05-gcp-cos113-ccel",
            "under collateral that has expired",
            under: "00806f05-2025-07",
            at: "2025-10-25",
            ["CRL_EXPIRED", "TCB_INFO_EXPIRED", "QE_IDENTITY_EXPIRED"]
        ),
        tdx(
            "v4-50806f-DEBUG",
            "the host may debug the guest, and its firmware is old",
            under: "50806f-2026-03",
            at: "2026-03-20",
            ["TD_ATTRIBUTES_DEBUG_SET", "TCB_OUT_OF_DATE"]
        ),
        tdx(
            "v4-50806f-gotdx-spr",
            "older than every level of 2023",
            under: "50806f-2023-06",
            at: "2023-06-30",
            ["TCB_LEVEL_NOT_FOUND"]
        ),
        tdx(
            "v4-50806f-gotdx-spr",
            "older than every level of 2026",
            under: "50806f-2026-03",
            at: "2026-03-20",
            ["TCB_LEVEL_NOT_FOUND"]
        ),
        tdx(
            "v4-50806f-gotdx-spr",
            "under collateral of another kind of platform",
            under: "90c06f-2026-03",
            at: "2026-03-20",
            ["PCK_FMSPC_MISMATCH"]
        ),
        tdx(
            "v4-b0c06f-dstack-1",
            "older than every level",
            under: "b0c06f-2025-06",
            at: "2025-06-25",
            ["TCB_LEVEL_NOT_FOUND"]
        ),
        tdx("v4-b0c06f-live-ccel", "without collateral", under: nil, at: "2026-05-01", ["COLLATERAL_MISSING"]),
        tdx("v4-b0c06f-phala", "70 bytes follow the signature", under: "b0c06f-2025-06", at: "2025-06-25"),
        tdx("v5-90c06f-gotdx", "TDX 1.5, quote version 5", under: "90c06f-2026-03", at: "2026-03-20"),
        tdx(
            "v5-90c06f-relaunch-outdated",
            "its processor is older than every level",
            under: "90c06f-2026-02",
            at: "2026-02-25",
            ["TCB_LEVEL_NOT_FOUND"]
        ),
        tdx(
            "sgx-v3-not-tdx",
            "a quote of SGX",
            under: "90c06f-2026-03",
            at: "2026-03-20",
            ["QUOTE_FORMAT_UNSUPPORTED"]
        ),
    ]

    private static func tdx(
        _ name: String,
        _ about: String,
        under collateral: String?,
        at day: String,
        log: String? = nil,
        _ reasons: Set<String> = []
    ) -> HardwareVector {
        HardwareVector(name: "tdx/\(name)", about: about, at: "\(day)T00:00:00Z", reasons: reasons) {
            var evidence = JSONObject()
            evidence["quote"] = try base64("tdx/\(name)/quote.bin")
            evidence["cc_eventlog"] = try log.map { try base64("tdx/\(name)/\($0)") }
            return assay("tdx", .object(evidence), collateral: try collateral.map(self.collateral) ?? .null)
        }
    }

    /// One of the sets of Intel's collateral.
    static func collateral(_ name: String) throws -> JSONValue {
        try json("tdx/collateral/\(name)/collateral_v3.json")
    }
}
