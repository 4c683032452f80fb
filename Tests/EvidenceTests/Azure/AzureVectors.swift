import Builds
import Evidence
import OpenSSLKit
import StrictJSON

import struct FoundationEssentials.Date

/// Evidence of Azure's machines, from the folder of vectors.
enum AzureVectors {
    /// A vector whose evidence is genuine, and a time at which it is.
    struct Genuine: Sendable, CustomStringConvertible {
        let id: String
        let time: String
        /// Intel's statements, for a machine on TDX.
        var collateral: String?

        var description: String { id }
        var platform: Platform { id.hasPrefix("az-tdx") ? .azureTDX : .azureSNP }
    }

    static let snp = [
        "az-snp/milan-v2-coco", "az-snp/milan-v3-live", "az-snp/milan-v3-nononce", "az-snp/milan-v3-coco-v1",
        "az-snp/milan-v3-coco-v2-userdata", "kettle/ripgrep",
    ].map { Genuine(id: $0, time: "2026-06-01T00:00:00Z") }

    static let tdx = [
        Genuine(
            id: "az-tdx/emr-v4-live",
            time: "2026-03-20T00:00:00Z",
            collateral: "tdx/collateral/90c06f-2026-03"
        ),
        Genuine(
            id: "az-tdx/spr-v4-coco-v1",
            time: "2025-07-20T00:00:00Z",
            collateral: "tdx/collateral/00806f05-2025-07"
        ),
    ]

    /// The member `evidence`, which some vectors have inside an envelope.
    static func json(_ id: String) throws -> JSONValue {
        let json = try JSONParser.parse(Vectors.bytes("\(id)/evidence.json"))
        return json["evidence"] ?? json
    }

    static func evidence(_ vector: Genuine) throws -> AzureEvidence {
        try AzureEvidence(json(vector.id), on: vector.platform == .azureTDX ? .tdx : .snp)
    }

    static func collateral(_ vector: Genuine) throws -> JSONValue? {
        try vector.collateral.map { try JSONParser.parse(Vectors.bytes("\($0)/collateral_v3.json")) }
    }
}
