import ArgumentParser

/// The program: one subcommand a file.
@main
struct Assay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assay",
        abstract: "Release files that anyone can check: built from that commit, inside a measured machine.",
        version: version,
        subcommands: [
            ServeCommand.self, BuildCommand.self, VerifyCommand.self, AppraiseCommand.self,
            InspectCommand.self, HookCommand.self, TokenCommand.self, DoctorCommand.self, PipelineCommand.self,
            IsolatedCommand.self,
        ]
    )

    /// The version that `--version` prints and the provenance records.
    static let version = "0.1.0"

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as CommandError {
            Console.standardError.report(error)
            exit(withError: error.status)
        } catch {
            exit(reporting: error)
        }
    }

    /// Ends the program as ArgumentParser would, with a usage error in this program's words.
    private static func exit(reporting error: any Error) -> Never {
        guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
        let message = message(for: error)
        let first = message.prefix(1).lowercased() + message.dropFirst()
        let usage = CommandError(.usage, first, hint: "'assay --help' and 'assay <command> --help' show examples")
        Console.standardError.report(usage)
        exit(withError: usage.status)
    }
}
