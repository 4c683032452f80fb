import TestSupport
import Testing
import Verification

/// A file of real hardware, and what showing it must show.
struct HardwareFile: Sendable, CustomTestStringConvertible {
    let path: String
    let kind: Inspection.Kind
    let shown: [String]
    let policy: [String]
    /// Puts the file's bytes into what is inspected.
    var wrap: @Sendable ([UInt8]) -> [UInt8] = { $0 }

    var testDescription: String { path }

    func bytes() throws -> [UInt8] { wrap(try SharedFolder.vectors.bytes(path)) }
}

enum HardwareFiles {
    static let all = [
        HardwareFile(
            path: "snp/turin-v5-aci/report.bin",
            kind: .snpReport,
            shown: ["CHIP_ID: ", "MEASUREMENT: "],
            policy: ["lines: [turin]", "measurement: [\""]
        ),
        HardwareFile(
            path: "tdx/v5-90c06f-gotdx/quote.bin",
            kind: .tdxQuote,
            shown: ["MRTD: 7348651a34b2d2d3", "RTMR[1]: 463acaac"],
            policy: ["mrtd: [\"7348651a34b2d2d3", "rtmr1: [\"463acaac", "rtmr2: [\"6369b9c9"]
        ),
        HardwareFile(
            path: "nitro/evervault-2022-nondebug/document.cbor",
            kind: .nitroDocument,
            shown: ["module_id: i-", "pcrs.0: "],
            policy: ["nitro:", "pcrs: {0: [\""]
        ),
        HardwareFile(
            path: "az-snp/milan-v3-live/evidence.json",
            kind: .evidence,
            shown: ["evidence.hardware_report.MEASUREMENT: 6a063be9", "evidence.tpm_quote.pcrs.4: "],
            policy: ["platforms: [az-snp]", "azure:", "measurement: [\"6a063be9", "    4: [\""]
        ),
        HardwareFile(
            path: "az-tdx/emr-v4-live/evidence.json",
            kind: .evidence,
            shown: ["evidence.hardware_report.MRTD: ", "evidence.runtime_data.vm-configuration.secure-boot"],
            policy: ["platforms: [az-tdx]", "azure:"],
            wrap: { Array(#"{"platform": "az-tdx", "evidence": "#.utf8) + $0 + Array("}".utf8) }
        ),
    ]
}
