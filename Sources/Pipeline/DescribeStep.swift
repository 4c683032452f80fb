import Builds
import Enclave
import Files
import Foundation
import Provenance
import Sandbox
import Settings
import Toolchains

/// Steps 6 and 7: says what went in and what came out, and has the machine vouch for it.
struct DescribeStep: Sendable {
    let job: PipelineJob
    let attester: any Attester
    let startedOn: Date
    let now: @Sendable () -> Date
    /// The number of builds since the machine booted, this one included.
    let buildsSinceBoot: Int

    func run(
        plan: PlanStep.Plan,
        source: PreparedSource,
        fetched: FetchStep.Fetched,
        built: BuildStep.Built,
        artifacts: [Artifact],
        logSHA256: String
    ) async throws -> BuildOutput {
        guard
            let builder = BuilderID(
                base: job.settings.builderBase,
                platform: attester.platform,
                network: plan.configuration.value.network,
                measured: built.isMeasured
            ), let logDigest = SHA256Digest(logSHA256)
        else {
            throw BuildFailure(.internalError, "builder.id '\(job.settings.builderBase)' is not acceptable")
        }
        let statement = Statement(
            subjects: artifacts.compactMap(Subject.init),
            source: source.identity,
            request: request(plan, source),
            parameters: parameters(plan, fetched, built),
            dependencies: fetched.dependencies.compactMap(Self.dependency),
            builder: builder,
            invocation: Invocation(id: BuildID(), startedOn: startedOn, finishedOn: now()),
            logSHA256: logDigest
        )
        let sealed = try SealedBuild(statement, issuedAt: now())
        let hardware = try await attester.attest(reportData: sealed.reportData)
        try write([
            .provenance: sealed.provenance, .envelope: sealed.envelope, .checksums: sealed.checksums,
            .evidence: sealed.evidenceFile(with: hardware).encoded,
        ])
        return BuildOutput(
            source: source.identity,
            artifacts: artifacts,
            configurationName: fetched.lockFile == nil ? nil : plan.recipe.lockFile,
            platform: attester.platform,
            isSourcePublic: source.isPublic
        )
    }

    private func request(_ plan: PlanStep.Plan, _ source: PreparedSource) -> RequestParameters {
        let commit: ObjectID? =
            switch job.request.source {
            case .repository(let request): request.commit
            case .local(let request): request.commit
            case .upload: nil
            }
        // An event of an annotated tag names the tag object, which the source records beside the commit.
        let namesTag = commit != nil && commit == source.identity.repository?.tagObject
        return RequestParameters(
            commit: namesTag ? source.identity.repository?.commit : commit,
            nonce: job.request.nonce,
            publish: job.request.publish,
            configurationSHA256: plan.configuration.sha256,
            steps: BuildSteps(
                toolchain: plan.recipe.toolchain,
                fetch: plan.recipe.fetch,
                commands: plan.recipe.commands,
                artifacts: plan.recipe.artifactPatterns,
                environment: plan.recipe.environment
            )
        )
    }

    private func parameters(
        _ plan: PlanStep.Plan,
        _ fetched: FetchStep.Fetched,
        _ built: BuildStep.Built
    ) -> BuilderParameters {
        let settings = job.settings
        return BuilderParameters(
            tools: built.tools,
            limits: BuildLimits(
                timeoutSeconds: plan.timeoutSeconds,
                memoryBytes: settings.memoryBytes,
                processes: settings.processes,
                diskBytes: settings.diskBytes,
                logBytes: settings.logBytes
            ),
            network: NetworkUse(
                fetch: plan.recipe.fetch.isEmpty ? .none : .recorded,
                build: plan.configuration.value.network ? .recorded : .none
            ),
            fetches: fetched.requests + built.requests,
            settings: [
                "history": plan.configuration.value.history.rawValue,
                "memoryLimit": built.report.memory.rawValue,
                "processLimit": built.report.processes.rawValue,
                "ownUser": String(built.report.ownUser),
                "privateRegistries": settings.privateRegistries.map(\.description).joined(separator: ","),
                "readOnlyPaths": settings.readOnlyPaths.joined(separator: ":"),
            ],
            buildsSinceBoot: buildsSinceBoot
        )
    }

    private static func dependency(_ dependency: ResolvedDependency) -> Dependency? {
        DigestSet([dependency.algorithm: dependency.digest]).map { Dependency(purl: dependency.purl, digest: $0) }
    }

    private func write(_ files: [BuildFile: [UInt8]]) throws {
        for (file, bytes) in files { try File.write(bytes, to: "\(job.outputDirectory)/\(file.rawValue)") }
    }
}
