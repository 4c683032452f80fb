package import Builds
import Enclave
import Files
package import Foundation
import GitKit
import Provenance
import Sandbox
import Settings
import Toolchains

/// Steps 1 to 7: from a request to files that anyone can check.
package struct BuildPipeline: Sendable {
    private let now: @Sendable () -> Date
    private let environment: [String: String]
    private let diagnose: @Sendable (String) -> Void

    /// Makes a pipeline.
    ///
    /// `environment` says where the toolchains of this machine are looked for. `diagnose` gets what is for the operator's
    /// eyes alone: the whole error behind a failure, paths of this machine and all.
    package init(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        now: @escaping @Sendable () -> Date = { Date() },
        diagnose: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.diagnose = diagnose
        self.environment = environment
        self.now = now
    }

    /// Runs a job. Every way to fail is a ``Builds/BuildFailure`` whose words may be shown to anyone.
    package func run(
        _ job: PipelineJob,
        onEvent: @escaping @Sendable (BuildEvent) -> Void
    ) async throws(BuildFailure) -> BuildOutput {
        do {
            return try await attempt(job, onEvent: onEvent)
        } catch {
            let failure = BuildFailure(describing: error)
            if failure.code == .internalError || failure.code == .sandboxUnavailable { diagnose("\(error)") }
            throw failure
        }
    }

    private func attempt(
        _ job: PipelineJob,
        onEvent: @escaping @Sendable (BuildEvent) -> Void
    ) async throws -> BuildOutput {
        let startedOn = now()
        let count = try BuildCounter(directory: BuildCounter.standardDirectory).next()
        let attester = try job.settings.attester()
        // Hours later it would be too late to learn that nobody can vouch.
        try await attester.check()
        let log = try BuildLog(path: "\(job.outputDirectory)/\(BuildFile.log.rawValue)", onEvent: onEvent)
        let workspace = try Workspace(creating: job.workDirectory)
        defer { try? workspace.remove() }
        async let preparation: Void = attester.prepare()
        let worker = SandboxWorker(slot: job.slot)
        let child = IsolatedChild(
            worker: worker,
            timeout: .seconds(job.settings.timeoutSeconds),
            disk: job.settings.diskBytes
        )
        if attester.platform == .simulated {
            log.info("The enclave is simulated: this proves nothing about the machine")
        }
        let source = try await SourceStep(job: job, workspace: workspace, child: child, log: log).run()
        let plan = try PlanStep(settings: job.settings, log: log).run(source)
        let runner = BuildRunner(
            settings: job.settings,
            workspace: workspace,
            worker: worker,
            toolchains: HostToolchains(environment: environment).limited(to: plan.recipe),
            log: log
        )
        let fetched = try await FetchStep(runner: runner, settings: job.settings).run(plan, source: source)
        let built = try await BuildStep(runner: runner, settings: job.settings).run(plan)
        log.info("Build successful")
        let output = try Directory(path: job.outputDirectory)
        try output.makeDirectory(BuildFile.artifactsFolder)
        let artifacts = try CollectStep(
            settings: job.settings,
            workspace: workspace,
            outputDirectory: job.outputDirectory,
            log: log
        ).run(plan, built: built, source: source)
        try keepLockFile(plan, fetched, job)
        let logSHA256 = try log.close()
        log.info("Generating provenance")
        await preparation
        log.info("Generating attestation (\(attester.platform.rawValue))")
        return try await DescribeStep(
            job: job,
            attester: attester,
            startedOn: startedOn,
            now: now,
            buildsSinceBoot: count
        ).run(
            plan: plan,
            source: source,
            fetched: fetched,
            built: built,
            artifacts: artifacts,
            logSHA256: logSHA256
        )
    }

    private func keepLockFile(_ plan: PlanStep.Plan, _ fetched: FetchStep.Fetched, _ job: PipelineJob) throws {
        guard let directory = job.configurationDirectory, let name = plan.recipe.lockFile, let bytes = fetched.lockFile
        else { return }
        try File.write(bytes, to: "\(directory)/\(name)")
    }
}

extension BuildFailure {
    /// The failure that an error of one of the pipeline's parts means, without paths of this machine.
    init(describing error: any Error) {
        switch error {
        case let failure as BuildFailure: self = failure
        case let error as GitError: self.init(Self.code(error), error.message, hint: error.hint)
        case let error as PlanError:
            self.init(
                error.code == .unsupported ? .unsupportedToolchain : .configurationInvalid,
                error.message,
                hint: error.hint
            )
        case let error as SettingsError: self.init(.configurationInvalid, "\(error)")
        case let error as EnclaveError: self.init(.attestationFailed, error.message, hint: error.hint)
        case let error as SandboxError:
            self.init(.sandboxUnavailable, "the sandbox could not be made: \(error.operation)", hint: error.hint)
        case is CancellationError: self.init(.cancelled, "the build was cancelled")
        default: self.init(.internalError, "the build could not go on: \(Self.kind(of: error))")
        }
    }

    private static func code(_ error: GitError) -> Code {
        switch error.code {
        case .refNotFound, .invalidRef, .emptyRepository, .commitNotFound: .refNotFound
        case .notAllowed: .sourceNotAllowed
        case .transport, .timeout, .accessDenied, .remote, .unsupported, .cancelled: .sourceUnavailable
        case .limit: .resourceLimit
        default: .sourceInvalid
        }
    }

    /// What may be told of an error that nobody expected: its kind and, of a file error, what was tried.
    private static func kind(of error: any Error) -> String {
        switch error {
        case let error as FileError: "\(error.code) in \(error.operation)"
        case let error as ProvenanceError: error.message
        default: "\(type(of: error))"
        }
    }
}
