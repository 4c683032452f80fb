import ArgumentParser
import Bytes
import StrictJSON
import Verification

/// `assay inspect`: what is inside, without a verdict.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what is inside evidence, a report or a provenance, without judging it.",
        discussion: """
              assay inspect evidence.json
              assay inspect evidence.json --as-policy > builder.yaml
              assay inspect evidence.json --signing-key > key.pem
            """
    )

    @Argument(help: "evidence.json, provenance.json, provenance.intoto.jsonl, or a raw attestation report.")
    var file: String
    @Flag(
        help: """
            Print a policy that names this very machine: trust on first use. Read it first: what is yours to decide stands in \
            comments.
            """
    )
    var asPolicy = false
    @Flag(help: "Print the public key of the envelope's signature.")
    var signingKey = false
    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if [asPolicy, signingKey, json].filter({ $0 }).count > 1 {
            throw ValidationError("--as-policy, --signing-key and --json exclude each other")
        }
    }

    func run() throws {
        let inspection: Inspection
        do {
            inspection = try Inspection(
                InputFile.read(file, limit: Inspection.sizeLimit)
            )
        } catch let error as InspectionError {
            throw CommandError(
                .refused,
                "\(file): \(error.message)",
                hint: "inspect reads files that assay knows; see --help"
            )
        }
        let out = Console.standardOutput
        if asPolicy {
            out.write(Array(try required(inspection.policySkeleton, "policy").utf8))
        } else if signingKey {
            out.write(Array(try required(inspection.signingKey, "signing key").utf8))
        } else if json {
            out.write(inspection.json.serialized(.indented))
        } else {
            out.line("\(inspection.kind.rawValue), decoded; nothing of it has been checked", .strong)
            for line in inspection.lines { out.line(line.withoutControlCharacters) }
        }
    }

    private func required(_ text: String?, _ what: String) throws -> String {
        guard let text else {
            throw CommandError(
                .refused,
                "\(file) holds nothing that a \(what) could be made from",
                hint: "try evidence.json"
            )
        }
        return text
    }
}
