import Bytes
import StrictJSON
import TestSupport
import Testing

/// Evidence of a real machine, as the program is given it, with the verdict that it must get.
struct HardwareVector: Sendable, CustomTestStringConvertible {
    /// The folder below the vectors, and where there is more than one case in it, which.
    let name: String
    /// What is special about it, for the table.
    let about: String
    /// The time of judgement; `nil` is the one that the evidence itself signs.
    let at: String?
    /// More options than `--any-builder` and the time.
    var options: [String] = []
    /// The reason codes of the rules that fail; none for evidence that is verified.
    let reasons: Set<String>
    /// Makes the contents of `evidence.json`.
    let evidence: @Sendable () throws -> JSONValue

    var testDescription: String { name }

    static var arePresent: Bool { SharedFolder.vectors.isPresent }

    static func bytes(_ path: String) throws -> [UInt8] { try SharedFolder.vectors.bytes(path) }

    static func base64(_ path: String) throws -> JSONValue { .string(try bytes(path).base64) }

    static func hexadecimal(_ path: String) throws -> JSONValue { .string(try bytes(path).hexadecimal) }

    static func json(_ path: String) throws -> JSONValue { try JSONParser.parse(bytes(path)) }

    /// Evidence in Assay's format that was made for no build.
    static func assay(_ platform: String, _ evidence: JSONValue, collateral: JSONValue = .null) -> JSONValue {
        [
            "format": "urn:assay:evidence:v1", "platform": .string(platform), "evidence": evidence,
            "binding": .null, "signing_key": .null, "collateral": collateral, "timestamp": .null,
        ]
    }

    /// Every vector that holds a whole piece of evidence, platform by platform.
    static let all = snp + tdx + azure + nitro + tpm + kettle
}
