import ArgumentParser
import Builds
import Bytes
import Foundation
import Pipeline
import Processes

/// The pipeline as a process of its own; started by a worker, which tells it everything on standard input.
struct PipelineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "pipeline", shouldDisplay: false)

    /// The largest job, in bytes.
    private static let jobLimit = 4 << 20

    func run() async throws {
        // A build that nobody waits for must not go on, and nobody else may look into this process's memory.
        try OwnProcess.endWithParent()
        OwnProcess.hideMemory()
        OwnProcess.adoptOrphans()
        guard let input = try FileHandle.standardInput.read(upToCount: Self.jobLimit),
            let job = try? JSONDecoder().decode(PipelineJob.self, from: input)
        else { throw CommandError(.usage, "this subcommand is for assay itself") }
        do throws(BuildFailure) {
            Self.send(.finished(try await BuildPipeline(diagnose: Self.diagnose).run(job) { Self.send(.event($0)) }))
        } catch {
            Self.send(.failed(error))
        }
    }

    /// Standard error is the operator's log.
    private static let diagnose: @Sendable (String) -> Void = { text in
        Console.standardError.line(text.withoutControlCharacters)
    }

    private static func send(_ message: PipelineMessage) {
        guard let line = try? JSONEncoder().encode(message) else { return }
        Console.standardOutput.write(Array(line) + [UInt8(ascii: "\n")])
    }
}
