import ArgumentParser
import Bytes
import Evidence
import Foundation
import Provenance
import Verification

/// `assay appraise`: is this evidence genuine, and of a machine that is expected?
struct AppraiseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "appraise",
        abstract: "Check one piece of evidence with no release around it.",
        discussion: """
            Needs no network unless --fetch-collateral is given. Say which builder is trusted, or it is rejected.

              assay appraise evidence.json --policy builder.yaml --report-data 0123…
              assay appraise evidence.json --any-builder --at 2026-03-20T00:00:00Z
              assay appraise evidence.json --any-builder --collateral collateral.json

            Exit status: 0 verified, 1 rejected, 2 could not be evaluated (files or network), 64 usage.
            """
    )

    @Argument(help: "evidence.json, of Assay's format or any other that is known.")
    var file: String
    @Option(
        help: ArgumentHelp("What it must commit to: REPORT_DATA, extraData or user_data.", valueName: "hex")
    )
    var reportData: String?
    @OptionGroup var options: BuilderOptions
    @Flag(help: "Print the verdict as JSON.")
    var json = false

    func run() async throws {
        let bytes = try InputFile.read(file, limit: EvidenceFile.sizeLimit + 1)
        let expectations = EvidenceExpectations(
            builder: try options.builder(),
            policy: try PolicySource(path: options.policy, source: nil).policy(),
            reportData: try expectedReportData(),
            at: try options.time(),
            collateral: try await options.newerCollateral(for: bytes),
            now: Date(),
            allowsSimulated: options.allowSimulated,
            allowsDebug: options.allowDebug,
            requiresCurrent: options.requireCurrent
        )
        let appraiser = EvidenceAppraiser(evidence: try options.verifier())
        try VerdictDisplay.finish(appraiser.appraise(bytes, expecting: expectations), json: json)
    }

    private func expectedReportData() throws -> [UInt8]? {
        guard let reportData else { return nil }
        guard let bytes = [UInt8](hexadecimal: reportData.lowercased()), (1...1024).contains(bytes.count) else {
            throw CommandError(.usage, "--report-data takes 1 to 1024 bytes in hexadecimal, not '\(reportData)'")
        }
        return bytes
    }
}
