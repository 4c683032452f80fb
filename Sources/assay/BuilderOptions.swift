import ArgumentParser
import Builds
import Bytes
import Collateral
import Enclave
import Evidence
import Foundation
import Pipeline
import Provenance
import StrictJSON
import Verification

/// Which machine whoever verifies accepts, and by what it is judged, as options.
struct BuilderOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Judge the builder by this policy file.", valueName: "file"))
    var policy: String?
    @Option(help: ArgumentHelp("Accept a builder with this measurement; may be repeated.", valueName: "hex"))
    var measurement: [String] = []
    @Flag(help: "Accept any authentic builder; the verdict says that it is unknown.")
    var anyBuilder = false
    @Flag(help: "Accept simulated evidence, which proves consistency and nothing about the machine.")
    var allowSimulated = false
    @Flag(help: "Accept a guest that its host can debug.")
    var allowDebug = false
    @Option(
        help: ArgumentHelp(
            "Judge at this time instead of when it was made and, under newer collateral, now: 2026-11-23T08:00:00Z.",
            valueName: "rfc3339"
        )
    )
    var at: String?
    @Option(
        help: ArgumentHelp("Collateral of the vendor: a second opinion, or the only one there is.", valueName: "file")
    )
    var collateral: String?
    @Flag(help: "Fetch the newest collateral from the vendor; nothing else asks for network.")
    var fetchCollateral = false
    @Flag(help: "Let the status under the newer collateral decide too.")
    var requireCurrent = false
    @Option(
        help: ArgumentHelp("Trust the certificates in this PEM file instead of the vendors' roots.", valueName: "file")
    )
    var trustRoot: String?

    /// Which builder is trusted, besides what a policy says.
    func builder() throws -> Expectations.Builder {
        guard !(anyBuilder && !measurement.isEmpty) else {
            throw CommandError(.usage, "--any-builder and --measurement contradict each other")
        }
        if anyBuilder { return .any }
        if measurement.isEmpty { return .unspecified }
        return .measurements(
            try measurement.map { text in
                guard let bytes = [UInt8](hexadecimal: text.lowercased()), bytes.count == 48 else {
                    throw CommandError(.usage, "--measurement takes 96 hexadecimal digits, not '\(text)'")
                }
                return bytes
            }
        )
    }

    /// The time that was asked for.
    func time() throws -> Date? {
        guard let at else { return nil }
        guard let date = Date(rfc3339: at) else {
            throw CommandError(.usage, "--at takes a time like 2026-11-23T08:00:00Z, not '\(at)'")
        }
        return date
    }

    /// What the file of collateral holds.
    func collateralFile() throws -> JSONValue? {
        guard let collateral else { return nil }
        let limit = EvidenceFile.sizeLimit
        let bytes = try InputFile.read(collateral, limit: limit)
        do {
            let json = try JSONParser.parse(bytes, sizeLimit: limit)
            guard let members = json.object?.members, !members.isEmpty else {
                throw CommandError(
                    .usage,
                    "\(collateral): expected a JSON object that holds collateral",
                    hint: "SNP's is {\"crl\": base64}, Intel's the JSON of QuoteCollateralV3"
                )
            }
            return json
        } catch let error as JSONError {
            throw CommandError(.usage, "\(collateral): \(error.message)")
        }
    }

    /// The verifier, under the vendors' roots unless a file names others.
    func verifier() throws -> EvidenceVerifier {
        guard let trustRoot else { return .standard }
        return EvidenceVerifier(roots: try TrustRootFile(path: trustRoot).roots())
    }

    /// The collateral to judge by besides what the evidence carries: that of a file, or the newest of the vendor.
    ///
    /// Evidence that cannot be read has none; the verdict will say what is wrong with it.
    func newerCollateral(for evidence: [UInt8]) async throws -> JSONValue? {
        guard fetchCollateral else { return try collateralFile() }
        guard collateral == nil else {
            throw CommandError(.usage, "--collateral and --fetch-collateral contradict each other")
        }
        guard let hardware = (try? BareEvidence(decoding: evidence))?.hardware else { return nil }
        do {
            let settings = try PipelineSettings(ConfigurationFile(path: nil).read())
            return try await CollateralServices(endpoints: settings.endpoints()).newest(for: hardware)
        } catch let error as EnclaveError {
            throw CommandError(.unavailable, error.message, hint: error.hint)
        }
    }
}
