import Builds
import Evidence
import OpenSSLKit
import StrictJSON

import struct FoundationEssentials.Date

/// Quotes of real machines with Intel's statements about them, from the folder of vectors.
enum TDXVectors {
    /// A vector of the index that is of TDX, judged with one set of collateral.
    struct Run: Sendable, CustomStringConvertible {
        let id: String
        let collateral: String
        let time: String
        /// Intel's word, or `NO MATCHING TCB LEVEL`.
        let status: String

        var description: String { "\(id) with \(collateral)" }
    }

    static func quote(_ id: String) throws -> [UInt8] { try Vectors.bytes("\(id)/quote.bin") }

    static func collateral(_ path: String) throws -> JSONValue {
        try JSONParser.parse(Vectors.bytes("\(path)/collateral_v3.json"))
    }

    /// Every run that the index has; none where the folder is absent.
    static let runs: [Run] = {
        guard let index = try? JSONParser.parse(Vectors.bytes("index.json")) else { return [] }
        return (index["vectors"]?.array ?? []).flatMap { vector -> [Run] in
            guard let id = vector["id"]?.string, id.hasPrefix("tdx/") else { return [] }
            return (vector["runs"]?.array ?? []).compactMap { run in
                guard let collateral = run["collateral"]?.string, let time = run["verify_at"]?.string,
                    let status = run["status"]?.string
                else { return nil }
                return Run(id: id, collateral: collateral, time: time, status: status)
            }
        }
    }()

    static func evidence(
        _ quote: [UInt8],
        eventLog: [UInt8]? = nil,
        collateral: JSONValue?
    ) -> HardwareEvidence {
        let evidence = TDXEvidence(quote: quote, eventLog: eventLog).json
        return HardwareEvidence(platform: .tdx, evidence: evidence, collateral: collateral)
    }

    /// Judges a quote of a folder with collateral of another.
    static func authenticate(_ id: String, collateral: String?, at time: String) throws -> Authentication {
        guard let date = Date(rfc3339: time) else { throw Vectors.Missing(id: time) }
        let evidence = evidence(try quote(id), collateral: try collateral.map { try self.collateral($0) })
        return TDXVerifier().authenticate(evidence, at: JudgementTime(date, .given))
    }
}

extension Authentication {
    /// The codes of the rules that failed.
    var failures: Set<ReasonCode> { Set(results.filter { $0.outcome == .fail }.map(\.code)) }

    /// The claims of a TDX quote.
    var tdx: TDXClaims? { if case .tdx(let claims) = claims { claims } else { nil } }
}
