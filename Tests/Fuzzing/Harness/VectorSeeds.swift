import Bytes
import FoundationEssentials
import StrictJSON

/// Takes inputs to begin with from the folder of real evidence, for as long as that is there.
struct VectorSeeds {
    private let vectors: URL

    init(vectors: URL) { self.vectors = vectors }

    /// Writes what there is for a target; nothing where the vectors have nothing for it.
    func write(_ target: String, to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (position, seed) in try seeds(target).enumerated() {
            try Data(seed).write(to: folder.appendingPathComponent("\(target)-\(position)"))
        }
    }

    private func seeds(_ target: String) throws -> [[UInt8]] {
        switch target {
        case "snp-report":
            files { $0.hasSuffix("report.bin") && $0.hasPrefix("snp/") || $0 == "az-snp/milan-v3-live/hw_report.bin" }
        case "td-report": files { $0.hasPrefix("az-tdx/") && $0.hasSuffix("/hw_report.bin") }
        case "certificate": files { $0.hasSuffix(".der") && !$0.contains("crl") }
        case "revocation-list": files { $0.hasSuffix("crl.der") }
        case "pem": files { $0.hasSuffix("chain.pem") }
        case "tdx-quote": files { $0.hasSuffix("quote.bin") }
        case "tdx-quote-signature": files { $0.hasSuffix("quote.bin") }.compactMap(Self.signatureData)
        case "tcb-info": files { $0.hasSuffix("tcb_info.json") }
        case "qe-identity": files { $0.hasSuffix("qe_identity.json") }
        case "tdx-collateral": files { $0.hasSuffix("collateral_v3.json") }
        case "hcl-report": files { $0.hasSuffix("hcl_report.bin") }
        case "runtime-data": files { $0.hasSuffix("runtime_data.json") }
        case "tpm-quote": files { $0.hasSuffix("tpms_attest.bin") }
        case "tpm-public": files { $0.hasSuffix(".tpm2b_public") }
        case "tpm-signature": files { $0.hasSuffix("tpmt_signature.bin") }
        case "nitro-document", "cbor": files { $0.hasSuffix("document.cbor") }
        case "evidence": try evidence()
        case "kettle-provenance", "provenance": files { $0.hasSuffix("provenance.json") }
        default: []
        }
    }

    /// The files whose path below the folder is taken.
    private func files(_ isTaken: (String) -> Bool) -> [[UInt8]] {
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: vectors.path)) ?? []
        return paths.sorted().filter(isTaken).compactMap { try? bytes($0) }
    }

    private func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: vectors.appendingPathComponent(path)))
    }

    /// What follows a quote's signed part and the size of the signature data, as long as that says.
    private static func signatureData(_ quote: [UInt8]) -> [UInt8]? {
        let start = quote.first == 5 ? 48 + 6 + 648 : 48 + 584
        var reader = ByteReader(quote)
        _ = try? reader.take(start)
        guard let size = try? reader.littleEndian(UInt32.self) else { return nil }
        return try? reader.take(Int(size))
    }

    // MARK: Whole files of evidence

    private func evidence() throws -> [[UInt8]] {
        let folders = (try? FileManager.default.subpathsOfDirectory(atPath: vectors.path)) ?? []
        var all = files { $0.hasPrefix("kettle/") && $0.hasSuffix("/evidence.json") }
        for path in folders.sorted() {
            let folder = path.pieces(between: "/").dropLast().joined(separator: "/")
            if path.hasPrefix("snp/"), path.hasSuffix("/report.bin") { all += (try? snp(folder)).map { [$0] } ?? [] }
            if path.hasSuffix("/document.cbor") {
                all.append(Self.file("nitro", ["document": .string(try bytes(path).base64)]))
            }
            if path.hasPrefix("tpm2/"), path.hasSuffix("/tpms_attest.bin") {
                all += (try? tpm(folder)).map { [$0] } ?? []
            }
        }
        for (quote, collateral) in [
            ("v5-90c06f-gotdx", "90c06f-2026-03"), ("az-live-td-quote", "90c06f-2026-03"),
            ("v4-50806f-DEBUG", "50806f-2026-03"), ("v5-90c06f-relaunch-outdated", "90c06f-2026-03"),
        ] {
            guard let quote = try? bytes("tdx/\(quote)/quote.bin") else { continue }
            let json = try JSONParser.parse(bytes("tdx/collateral/\(collateral)/collateral_v3.json"))
            all.append(Self.file("tdx", ["quote": .string(quote.base64)], collateral: json))
        }
        let collateral = try? JSONParser.parse(bytes("tdx/collateral/90c06f-2026-03/collateral_v3.json"))
        for platform in ["az-snp", "az-tdx"] {
            for parts in files({ $0.hasPrefix("\(platform)/") && $0.hasSuffix("/evidence.json") }) {
                let json = try JSONParser.parse(parts)
                let statements = platform == "az-tdx" ? collateral : nil
                all.append(Self.file(platform, json["evidence"] ?? json, collateral: statements ?? .null))
            }
        }
        return all
    }

    private func snp(_ folder: String) throws -> [UInt8] {
        let vlek = try? bytes("\(folder)/vlek.der")
        let certificate = try vlek ?? bytes("\(folder)/vek.der")
        return Self.file(
            "snp",
            [
                "attestation_report": .string(try bytes("\(folder)/report.bin").base64),
                "cert_chain": [vlek == nil ? "vcek" : "vlek": .string(certificate.base64)],
            ]
        )
    }

    private func tpm(_ folder: String) throws -> [UInt8] {
        let parent = folder.pieces(between: "/").dropLast().joined(separator: "/")
        let key = folder.containsBytes(of: "/ecdsa") ? "ecc" : folder.containsBytes(of: "/rsapss") ? "pss" : "rsa"
        let registers = try JSONParser.parse(bytes("\(parent)/pcrs.json"))["sha256"]
        return Self.file(
            "tpm",
            [
                "tpm_quote": [
                    "message": .string(try bytes("\(folder)/tpms_attest.bin").hexadecimal),
                    "signature": .string(try bytes("\(folder)/tpmt_signature.bin").hexadecimal),
                    "pcrs": .array((0..<24).map { registers?[String($0)] ?? .null }),
                ],
                "ak_public": .string(try bytes("\(parent)/ak_\(key).tpm2b_public").base64),
            ]
        )
    }

    private static func file(_ platform: String, _ evidence: JSONValue, collateral: JSONValue = .null) -> [UInt8] {
        let json: JSONValue = [
            "format": "urn:assay:evidence:v1", "platform": .string(platform), "evidence": evidence,
            "collateral": collateral,
        ]
        return json.serialized()
    }
}
