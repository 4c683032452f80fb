import ArgumentParser
import Builds
import Files
import Foundation
import Provenance
import StrictJSON
import Verification

/// `assay verify`: is this what it says it is, and is that what is expected?
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check a release: what was built, from which commit, by which machine.",
        discussion: """
            Nothing passes by being absent: say who may have built it and from what, or it is rejected. A directory needs no
            network.

              assay verify ./downloads --policy builder.yaml --source https://github.com/owner/project --ref v1.2.0
              assay verify https://github.com/owner/project@v1.2.0 --policy builder.yaml
              assay verify out --any-builder --any-source tool.tar.gz

            Exit status: 0 verified, 1 rejected, 2 could not be evaluated (files or network), 64 usage.
            """
    )

    @Argument(help: "A directory, a release's URL, or forge-url/owner/repo@tag.")
    var release: String
    @Argument(help: "The files to judge, by their paths inside the release; all of them where none is named.")
    var files: [String] = []
    @OptionGroup var options: ExpectationOptions
    @Option(
        help: ArgumentHelp("A file with a token that may read the release of a private repository.", valueName: "file")
    )
    var tokenFile: String?
    @Flag(help: "Print the verdict as JSON.")
    var json = false

    func run() async throws {
        let target = try ReleaseTarget(release)
        let policy = try PolicySource(path: options.machine.policy, source: options.source ?? target.source).policy()
        var expectations = try options.expectations(files: files, policy: policy)
        let verdict: Verdict
        switch target {
        case .folder(let path):
            let files = try read(path) { try ReleaseFolder(path: path).files() }
            verdict = try await verify(path, files, expectations)
        case .release(let location):
            let folder = try TemporaryDirectory()
            defer { folder.remove() }
            let fetched = try await Interruptible.run { [tokenFile] in
                try await FetchedRelease(location, tokenFile: tokenFile, to: folder.path)
            }.get()
            try options.imply(location, in: &expectations)
            expectations.tag = fetched.tag
            verdict = try await verify(release, fetched.files, expectations)
        }
        try VerdictDisplay.finish(verdict, json: json)
    }

    private func verify(
        _ name: String,
        _ files: ReleaseFiles,
        _ expectations: Expectations
    ) async throws -> Verdict {
        var expectations = expectations
        let evidence = BuildFile.evidence.rawValue
        if options.machine.fetchCollateral, files.entries.contains(where: { $0.path == evidence && $0.isRegular }) {
            let bytes = try read(name) { try files.read(evidence, EvidenceFile.sizeLimit) }
            expectations.current.collateral = try await options.machine.newerCollateral(for: bytes)
        }
        return try read(name) {
            try ReleaseVerifier(evidence: try options.machine.verifier()).verify(files, expecting: expectations)
        }
    }

    private func read<Value>(_ name: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as FileError {
            throw CommandError(.unavailable, "\(name): \(error.message)")
        }
    }
}
