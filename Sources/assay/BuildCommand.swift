import ArgumentParser
import Builds
import Bytes
import Enclave
import Files
import Foundation
import GitKit
import Pipeline
import Settings
import StrictJSON

/// `assay build`: the pipeline without a server.
struct BuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Build a commit in a sandbox and attest what came out.",
        discussion: """
            A path must be a git work tree without uncommitted changes; what is built is a fresh checkout of the commit.

              assay build . -o out --platform simulated
              assay build https://github.com/owner/project --ref v1.2.0 -o out
              assay verify out --any-builder --source https://github.com/owner/project --ref v1.2.0

            Exit status: 0 built and attested, 1 the build failed, 2 it could not be begun, 64 usage.
            """
    )

    @Argument(help: "A git work tree on this machine, or the URL of a repository.")
    var source: String
    @Option(help: "A branch, tag or full ref; the default branch or HEAD where none is given.")
    var ref: String?
    @Option(help: ArgumentHelp("The commit to build, which the ref must lead to.", valueName: "sha"))
    var commit: String?
    @Option(help: ArgumentHelp("16 bytes that the evidence must commit to.", valueName: "hex"))
    var nonce: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("The directory to write, which must not exist.", valueName: "dir"))
    var output = "assay-out"
    @Option(help: "Who vouches: auto, snp, tdx, az-snp, az-tdx, nitro, tpm or simulated.")
    var platform: String?
    @Option(
        help: ArgumentHelp(
            "The TPM of platform tpm: device:/dev/tpmrm0, swtpm:127.0.0.1:2321 or swtpm:/run/swtpm.sock.",
            valueName: "address"
        )
    )
    var tpm: String?
    @Option(help: ArgumentHelp("Settings of the builder.", valueName: "assay.yaml"))
    var config: String?
    @Flag(help: "Print the outcome as JSON.")
    var json = false

    func run() async throws {
        let configuration = try ConfigurationFile(path: config).read()
        let target = try OutputDirectory(path: output)
        let request = try self.request(besides: target)
        let work = try TemporaryDirectory()
        defer { work.remove() }
        let staging = try target.stage()
        if let tpm, TPMAddress(tpm) == nil {
            throw CommandError(.usage, "--tpm takes device:/PATH, swtpm:127.0.0.1:PORT or swtpm:/PATH, not '\(tpm)'")
        }
        var settings = try PipelineSettings(configuration, platform: platform, tpm: tpm)
        // Whoever types a public URL means it; files and private addresses have to be listed.
        if let url = RepositoryURL(source), !url.isPrivate { settings.allowedSources.append(url.description) }
        let job = PipelineJob(
            request: request,
            settings: settings,
            slot: 0,
            workDirectory: work.path + "/build",
            outputDirectory: staging.path
        )
        let display = BuildDisplay()
        let result = await Interruptible.run { () async throws in
            try await BuildPipeline(diagnose: display.explain).run(job) { display.show($0) }
        }
        switch result {
        case .success(let built):
            try staging.publish()
            report(built)
        case .failure(let error):
            let failure = error as? BuildFailure ?? BuildFailure(.internalError, "\(error)")
            let log = staging.keepLog()
            throw CommandError(
                .refused,
                "\(failure.code.rawValue): \(failure.message.withoutControlCharacters)",
                hint: failure.hint ?? log.map { "the log is in \($0)" }
            )
        }
    }

    private func request(besides target: OutputDirectory) throws -> BuildRequest {
        let commit = try self.commit.map { text in
            guard let id = ObjectID(text.lowercased()) else {
                throw CommandError(.usage, "--commit takes the 40 digits of a commit, not '\(text)'")
            }
            return id
        }
        let nonce = try self.nonce.map { text in
            guard let nonce = Nonce(text) else {
                throw CommandError(.usage, "--nonce takes 32 hexadecimal digits, not '\(text)'")
            }
            return nonce
        }
        guard !source.contains("://") else {
            return BuildRequest(
                source: .repository(RepositoryRequest(url: source, ref: ref, commit: commit)),
                nonce: nonce
            )
        }
        return BuildRequest(source: .local(try localRequest(commit, besides: target)), nonce: nonce)
    }

    private func localRequest(_ commit: ObjectID?, besides target: OutputDirectory) throws -> LocalRequest {
        do throws(GitError) {
            let path = URL(fileURLWithPath: source).resolvingSymlinksInPath().path
            let repository = try LocalRepository(path: path)
            let changes = try repository.changes()
            let others = changes.paths.filter { !target.contains(path + "/" + $0) }
            if !others.isEmpty || changes.count > changes.paths.count {
                throw GitError(
                    .malformed,
                    operation: "status",
                    message: "\(path) has uncommitted changes: \(others.joined(separator: ", "))"
                        + (changes.count > changes.paths.count ? " and more, \(changes.count) in all" : ""),
                    hint: "commit or stash them: what is attested is a commit"
                )
            }
            if ref != nil { return LocalRequest(path: path, ref: ref, commit: commit) }
            let head = try repository.head()
            return LocalRequest(path: path, ref: nil, commit: commit ?? head.commit)
        } catch {
            throw CommandError(.unavailable, error.message, hint: error.hint)
        }
    }

    private func report(_ built: BuildOutput) {
        if json {
            let value: JSONValue = [
                "status": "success", "directory": .string(output), "platform": .string(built.platform.rawValue),
                "artifacts": .array(
                    built.artifacts.map {
                        ["name": .string($0.name), "sha256": .string($0.sha256), "size": .integer($0.size)]
                    }
                ),
            ]
            Console.standardOutput.write(value.serialized(.indented))
            return
        }
        for artifact in built.artifacts {
            Console.standardOutput.line("\(artifact.sha256)  \(output)/\(BuildFile.artifactsFolder)/\(artifact.name)")
        }
        if built.platform == .simulated {
            Console.standardError.line("simulated: this proves consistency and nothing about the machine", .warning)
        }
    }
}
