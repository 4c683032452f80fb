import Builds
import Bytes
import Evidence
import StrictJSON

import struct FoundationEssentials.Date

/// Evidence of one platform, and the calls of libcrypto that nobody can verify it without.
struct Subject {
    let platform: Platform
    let evidence: HardwareEvidence
    /// The time of judgement as the program is told it; `nil` is now.
    let at: String?
    private let time: JudgementTime
    /// One run of the calls.
    let bare: () -> Void

    init(platform: Platform, evidence: HardwareEvidence, at: String?, bare: @escaping () -> Void) {
        self.platform = platform
        self.evidence = evidence
        self.at = at
        time = at.flatMap(Date.init(rfc3339:)).map { JudgementTime($0, .given) } ?? JudgementTime(Date(), .clock)
        self.bare = bare
    }

    /// The ways to verify it, by name: with one verifier for all, which remembers what Intel signs for many machines and
    /// the keys of TPMs, and, where that makes a difference, each time with one that knows nothing yet.
    var ways: [(name: String, verify: () -> Void)] {
        let standard = (platform.rawValue, { verify(by: .standard) })
        let first: (() -> any PlatformVerifier)? =
            switch platform {
            case .tdx: { TDXVerifier() }
            case .azureTDX: { AzureTDXVerifier(root: IntelRoots.sgxRootCA) }
            case .tpm: { TPMVerifier(roots: []) }
            case .snp, .azureSNP, .nitro, .simulated: nil
            }
        guard let first else { return [standard] }
        return [standard, ("\(platform.rawValue)-first", { verify(by: EvidenceVerifier([first()])) })]
    }

    /// Verifies it once, from parsed JSON to verdict; whatever is not verified ends the program.
    private func verify(by verifier: EvidenceVerifier) {
        let verdict = verifier.verify(evidence, expecting: .unchecked("measured"), at: time)
        guard case .verified = verdict else {
            EvidenceBenchmark.fail("\(platform.rawValue): \(verdict.results.filter { $0.outcome == .fail })")
        }
    }

    /// The contents of `evidence.json`.
    var file: JSONValue {
        [
            "format": "urn:assay:evidence:v1", "platform": .string(platform.rawValue), "evidence": evidence.evidence,
            "binding": .null, "signing_key": .null, "collateral": evidence.collateral ?? .null, "timestamp": .null,
        ]
    }

    /// What `assay appraise` is given with the file.
    var options: String { "--any-builder" + (at.map { " --at \($0)" } ?? "") }

    static func all(_ vectors: Vectors) throws -> [Subject] {
        [
            try snp(vectors), try tdx(vectors), try azureSNP(vectors), try azureTDX(vectors), try nitro(vectors),
            try tpm(vectors),
        ]
    }
}

extension Subject {
    private static let collateral = "tdx/collateral/90c06f-2026-03/collateral_v3.json"

    private static func snp(_ vectors: Vectors) throws -> Subject {
        let (report, key) = (try vectors.bytes("snp/genoa-v5-bergamo/report.bin"), "snp/genoa-v5-bergamo/vek.der")
        let bare = try BareSNP(report: report, key: vectors.bytes(key), line: "genoa", vectors)
        let evidence = SNPEvidence(report: report, key: .vcek, certificate: try vectors.bytes(key), chain: nil)
        return Subject(
            platform: .snp,
            evidence: HardwareEvidence(platform: .snp, evidence: evidence.json, collateral: nil),
            at: "2026-06-01T00:00:00Z",
            bare: bare.run
        )
    }

    private static func tdx(_ vectors: Vectors) throws -> Subject {
        let quote = try vectors.bytes("tdx/v5-90c06f-gotdx/quote.bin")
        let collateral = try vectors.json(Self.collateral)
        return Subject(
            platform: .tdx,
            evidence: HardwareEvidence(
                platform: .tdx,
                evidence: TDXEvidence(quote: quote).json,
                collateral: collateral
            ),
            at: "2026-03-20T00:00:00Z",
            bare: try BareTDX(quote: quote, collateral: collateral, vectors).run
        )
    }

    private static func azureSNP(_ vectors: Vectors) throws -> Subject {
        let folder = "az-snp/milan-v3-live"
        let json = try vectors.json("\(folder)/evidence.json")
        let hardware = try BareSNP(
            report: vectors.bytes("\(folder)/hw_report.bin"),
            key: vectors.bytes("\(folder)/vcek.der"),
            line: "milan",
            vectors
        )
        let quote = try BareQuote(azure: folder, vectors)
        return Subject(
            platform: .azureSNP,
            evidence: HardwareEvidence(
                platform: .azureSNP,
                evidence: json["evidence"] ?? json,
                collateral: nil
            ),
            at: "2026-06-01T00:00:00Z",
            bare: {
                hardware.run()
                quote.run()
            }
        )
    }

    private static func azureTDX(_ vectors: Vectors) throws -> Subject {
        let folder = "az-tdx/emr-v4-live"
        let json = try vectors.json("\(folder)/evidence.json")
        let collateral = try vectors.json(Self.collateral)
        let hardware = try BareTDX(quote: vectors.bytes("\(folder)/td_quote.bin"), collateral: collateral, vectors)
        let quote = try BareQuote(azure: folder, vectors)
        return Subject(
            platform: .azureTDX,
            evidence: HardwareEvidence(
                platform: .azureTDX,
                evidence: json["evidence"] ?? json,
                collateral: collateral
            ),
            at: "2026-03-20T00:00:00Z",
            bare: {
                hardware.run()
                quote.run()
            }
        )
    }

    private static func nitro(_ vectors: Vectors) throws -> Subject {
        let document = try vectors.bytes("nitro/evervault-2022-nondebug/document.cbor")
        let evidence = HardwareEvidence(
            platform: .nitro,
            evidence: NitroEvidence(document: document).json,
            collateral: nil
        )
        let bare = try BareNitro(document: document, evidence)
        return Subject(platform: .nitro, evidence: evidence, at: nil, bare: bare.run)
    }

    private static func tpm(_ vectors: Vectors) throws -> Subject {
        let folder = "tpm2/swtpm-gen"
        let bank = try vectors.json("\(folder)/pcrs.json")["sha256"]
        let evidence: JSONValue = [
            "tpm_quote": [
                "message": try vectors.hexadecimal("\(folder)/rsassa_all/tpms_attest.bin"),
                "signature": try vectors.hexadecimal("\(folder)/rsassa_all/tpmt_signature.bin"),
                "pcrs": .array((0..<24).map { bank?["\($0)"] ?? .null }),
            ],
            "ak_public": try vectors.base64("\(folder)/ak_rsa.tpm2b_public"),
        ]
        return Subject(
            platform: .tpm,
            evidence: HardwareEvidence(platform: .tpm, evidence: evidence, collateral: nil),
            at: nil,
            bare: try BareQuote(tpm: folder, vectors).run
        )
    }
}
