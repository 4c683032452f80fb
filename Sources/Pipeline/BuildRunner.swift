import Builds
import Bytes
import Files
import Sandbox
import Toolchains

/// Runs a project's commands in sandboxes that see the workspace, the system and the toolchains.
struct BuildRunner: Sendable {
    let settings: PipelineSettings
    let workspace: Workspace
    let worker: SandboxWorker
    let toolchains: HostToolchains
    let log: BuildLog

    /// The phases of a build, as messages name them.
    enum Phase: String {
        case fetch = "Fetching dependencies"
        case build = "Building"
    }

    /// Runs commands one after another in one sandbox; the first that fails ends it.
    func run(
        _ commands: [[String]],
        phase: Phase,
        plan: PlanStep.Plan,
        network: Sandbox.Network
    ) async throws -> SandboxResult {
        log.info("\(phase.rawValue): \(commands.map { $0.joined(separator: " ") }.joined(separator: "; "))")
        var sandbox = sandbox(["/bin/sh", "-ex", "-c", Self.script(commands)], recipe: plan.recipe)
        sandbox.network = network
        sandbox.limits.timeout = .seconds(plan.timeoutSeconds)
        let result = try await sandbox.run { [log] in log.output($0) }
        log.endOutput()
        try check(result, phase, timeout: plan.timeoutSeconds)
        return result
    }

    /// Runs a command without network for its output alone, at most `limit` bytes.
    func ask(_ command: [String], recipe: Recipe, limit: Int) async throws -> [UInt8] {
        let output = CapturedOutput(limit: limit)
        // The search path is that of the sandbox.
        let program = command.first?.hasPrefix("/") == true ? [] : ["/usr/bin/env"]
        var sandbox = sandbox(program + command, recipe: recipe)
        sandbox.limits.timeout = .seconds(120)
        sandbox.limits.log = limit
        sandbox.limits.disk = 1 << 30
        let result = try await sandbox.run { output.append($0) }
        guard result.isSuccess else {
            let text = String(decoding: output.bytes.suffix(500), as: UTF8.self)
            throw BuildFailure(
                .buildWorkflow,
                "'\(command.prefix(3).joined(separator: " "))' failed: \(text.withoutControlCharacters)"
            )
        }
        return output.bytes
    }

    private func sandbox(_ command: [String], recipe: Recipe) -> Sandbox {
        var environment = Layout.environment.merging(recipe.environment) { _, project in project }
        environment["USER"] = "assay"
        var sandbox = Sandbox(
            command: command,
            environment: environment,
            workingDirectory: Layout.source,
            readOnly: toolchains.mounts.map { Sandbox.Bind($0.host, at: $0.inside) }
                + settings.readOnlyPaths.map { Sandbox.Bind($0) },
            writable: [Sandbox.Bind(workspace.build, at: Layout.root)],
            worker: worker
        )
        sandbox.limits.memory = settings.memoryBytes
        sandbox.limits.processes = settings.processes
        sandbox.limits.disk = settings.diskBytes
        sandbox.limits.log = settings.logBytes
        return sandbox
    }

    private static func script(_ commands: [[String]]) -> String {
        commands.map { command in
            command.map(ShellWord.quoted).joined(separator: " ")
        }
        .joined(separator: "\n")
    }

    private func check(_ result: SandboxResult, _ phase: Phase, timeout: Int) throws {
        let used: String
        switch result.reason {
        case .exited:
            guard result.status == 0 else {
                throw BuildFailure(.buildWorkflow, "Build workflow failed with exit code \(result.status ?? -1)")
            }
            return
        case .timeout: throw BuildFailure(.timeout, "\(phase.rawValue): not done within \(timeout) seconds")
        case .cancelled: throw BuildFailure(.cancelled, "the build was cancelled")
        case .logLimit: used = "more than \(settings.logBytes) bytes of output"
        case .diskLimit: used = "more than \(settings.diskBytes) bytes of disk"
        case .memoryLimit: used = "more than \(settings.memoryBytes) bytes of memory"
        case .processLimit: used = "more than \(settings.processes) processes"
        }
        throw BuildFailure(.resourceLimit, "\(phase.rawValue): \(used)")
    }
}
