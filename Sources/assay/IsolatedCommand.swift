import ArgumentParser
import Foundation
import Pipeline

/// The child that looks at hostile bytes; started by the pipeline in a sandbox, never by people.
struct IsolatedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "isolated", shouldDisplay: false)

    @Argument var arguments: [String]

    func run() throws {
        guard let work = IsolatedWork(arguments: arguments) else {
            throw CommandError(.usage, "this subcommand is for assay itself")
        }
        do {
            try work.perform()
        } catch {
            // The parent shows this line, as something that a stranger may have written.
            Console.standardError.line("\(error)")
            throw ExitCode(1)
        }
    }
}
