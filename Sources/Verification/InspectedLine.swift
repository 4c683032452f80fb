import Evidence
import OpenSSLKit

/// The product line that a report of SNP claims to come from, unchecked, and what a policy can say of it.
struct InspectedLine {
    private enum Claim {
        case line(SNPProductLine)
        /// Reports of version 2 state none.
        case none
        case unknown
    }

    private let claim: Claim

    /// Reads the report, or where it says nothing the DER of the certificate of its key.
    init(of report: SNPReport, _ certificate: [UInt8]?) {
        let issuer = certificate.flatMap { try? Certificate(der: $0) }?.issuer.commonName
        if let line = SNPProductLine(of: report, keyIssuer: issuer ?? "") {
            claim = line == .simulated ? .unknown : .line(line)
        } else {
            claim = report.processor == nil ? .none : .unknown
        }
    }

    /// Lines for the section `snp`. Naming Milan accepts what is known of it; nobody should do that without noticing.
    var section: [String] {
        switch claim {
        case .line(.milan): ["  # " + Self.warning, "  # lines: [milan]"]
        case .line(let line): ["  lines: [\(line.rawValue)]"]
        case .none: ["  # " + Self.unknown, "  # lines: [milan]"]
        case .unknown: []
        }
    }

    /// The whole section `snp`, where the builder is identified elsewhere.
    var policy: [String] {
        switch claim {
        case .line(.milan): ["# " + Self.warning, "# snp: {lines: [milan]}"]
        case .line(let line): ["snp: {lines: [\(line.rawValue)]}"]
        case .none: ["# " + Self.unknown, "# snp: {lines: [milan]}"]
        case .unknown: []
        }
    }

    private static let warning =
        "Whoever has a chip of this line can sign for any firmware. To accept that all the same:"
    private static let unknown =
        "Nothing says which line it is. Of Milan, whoever has a chip can sign for any firmware. To accept that all the same:"
}
