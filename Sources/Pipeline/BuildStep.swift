import Builds
import Bytes
import Files
import Provenance
import Sandbox
import Settings
import Toolchains

/// Step 4: runs the build, without any network unless the operator and the project both want one.
struct BuildStep: Sendable {
    /// What the build was.
    struct Built: Sendable {
        /// The programs that were used.
        var tools: [Tool]
        /// Whether every program that the build could run lies under the measured root, or is the project's own.
        var isMeasured: Bool
        /// The patterns under which artifacts are looked for, and whether each must match.
        var patterns: (list: [String], eachMustMatch: Bool)?
        /// What went through the proxy, in a build with network.
        var requests: [RecordedFetch]
        /// The limits that were in force.
        var report: SandboxReport
    }

    /// The largest output of the question for tools, in bytes.
    private static let findingsLimit = 64 << 10
    /// The largest program that is hashed, in bytes.
    private static let programLimit = 4 << 30

    let runner: BuildRunner
    let settings: PipelineSettings

    func run(_ plan: PlanStep.Plan) async throws -> Built {
        let tools = try await tools(plan.recipe)
        let patterns = try await patterns(plan.recipe)
        let proxy = plan.configuration.value.network ? try FetchProxy(policy: FetchStep.policy(settings)) : nil
        let result = try await runner.run(
            plan.recipe.commands,
            phase: .build,
            plan: plan,
            network: proxy.map { .proxy($0) } ?? .none
        )
        return Built(
            tools: tools.list,
            isMeasured: tools.isMeasured,
            patterns: patterns,
            requests: try result.requests.map(FetchStep.recorded),
            report: result.report
        )
    }

    private func tools(_ recipe: Recipe) async throws -> (list: [Tool], isMeasured: Bool) {
        let roots = runner.toolchains.roots(readOnly: settings.readOnlyPaths)
        var asking = recipe
        asking.environment = ToolProbe.environment(of: recipe.environment)
        let script = ToolProbe.script(for: recipe.tools, under: roots)
        let output = try await runner.ask(script, recipe: asking, limit: Self.findingsLimit)
        let tools = try ToolProbe.findings(output).compactMap { finding -> Tool? in
            if finding.isOfProject { return try toolOfProject(finding) }
            guard let place = runner.toolchains.place(ofInside: finding.path, readOnly: settings.readOnlyPaths),
                let sha256 = SHA256Digest(
                    try Directory(path: place.directory).file(place.path).hash(limit: Self.programLimit).sha256
                )
            else { return nil }
            return Tool(name: finding.name, version: finding.version, sha256: sha256, path: finding.path)
        }
        // A build can run any program that it is shown, whether or not it is among those that were asked for.
        return (tools, roots.allSatisfy { $0 == "/usr" || $0.hasPrefix("/usr/") })
    }

    /// A program that a command's name stands for and that the project brings, as it is before the build.
    private func toolOfProject(_ finding: ToolProbe.Finding) throws -> Tool? {
        runner.log.info("'\(finding.name)' is the project's own \(finding.path)")
        guard let path = finding.path.after(prefix: Layout.root + "/") else { return nil }
        do throws(FileError) {
            let program = try Directory(path: runner.workspace.build).file(String(path))
            return SHA256Digest(try program.hash(limit: Self.programLimit).sha256).map {
                Tool(name: finding.name, version: "the project's own", sha256: $0, path: finding.path)
            }
        } catch {
            throw BuildFailure(
                .buildWorkflow,
                "'\(finding.name)' is the project's own program, which cannot be hashed: \(error.reason)"
            )
        }
    }

    private func patterns(_ recipe: Recipe) async throws -> (list: [String], eachMustMatch: Bool)? {
        switch recipe.products {
        case .installed: return nil
        case .patterns(let patterns): return (patterns, true)
        case .executables(let query):
            let answer = try await runner.ask(query.command, recipe: recipe, limit: ProductQuery.answerLimit)
            return (try query.patterns(answer: answer), false)
        }
    }
}
