import Builds
import Provenance
import StrictJSON

/// The start of a policy file, filled from a file that nobody has checked.
struct PolicySkeleton {
    private var lines = [
        "# Trust on first use: written from one file that was not verified.",
        "# Compare each value with a source that you trust before you rely on it.",
    ]

    /// The policy in YAML.
    var text: String { lines.joined(separator: "\n") + "\n" }

    /// What evidence can say: the platform, and the machine's identity as far as the evidence holds it.
    init(_ evidence: EvidenceInspection, platform: Platform, isForeign: Bool = false) {
        lines.append("platforms: [\(platform.rawValue)]")
        if isForeign {
            // Accepting another format is a decision that nobody should take without noticing.
            lines.append("# The evidence is not of Assay's format. To accept that of Kettle:")
            lines.append("# formats: [assay, kettle]")
        }
        if evidence.policy.isEmpty { lines.append("# This evidence alone identifies no builder.") }
        if let gap = evidence.identityGap { lines.append("# This identifies no builder: \(gap).") }
        lines += evidence.policy
    }

    /// What a provenance can say: the source and the builder.
    init(_ statement: Statement) {
        lines.append("platforms: [\(statement.builder.platform.rawValue)]")
        if let repository = statement.source.repository {
            if let url = repository.url { lines.append("source: \(Self.quoted(url))") }
            if let ref = repository.ref { lines.append("ref: \(Self.quoted(ref.description))") }
        }
        lines.append("builder_id: \(Self.quoted(statement.builder.description))")
        lines.append("configuration: [\"\(statement.configurationSHA256)\"]")
        lines.append("network: \(statement.builder.network)")
    }

    /// A string that YAML and JSON read alike.
    private static func quoted(_ text: String) -> String {
        String(decoding: JSONValue.string(text).serialized(.compactASCII), as: UTF8.self)
    }
}
