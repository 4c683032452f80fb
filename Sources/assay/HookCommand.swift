import ArgumentParser
import Builds
import Forges
import Foundation
import Settings
import Store

/// `assay hook`: webhooks with a secret of their own, each valid for one repository.
struct HookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hook",
        abstract: "Make, list and remove webhooks, each with a secret for one repository.",
        discussion: """
            With a token in the configuration the hook is registered on the forge; with --manual its address and secret are
            printed, to be entered there by hand.

              assay hook add --forge github --repository owner/project
              assay hook add --forge gitea --repository owner/project --manual
              assay hook list
              assay hook remove --forge github --repository owner/project
            """,
        subcommands: [Add.self, List.self, Remove.self]
    )

    /// The options that name a repository on a forge.
    struct Subject: ParsableArguments {
        @Option(help: "The forge's name in the configuration.")
        var forge: String
        @Option(help: ArgumentHelp("The repository.", valueName: "owner/name"))
        var repository: String
        @OptionGroup var location: StoreOptions

        fileprivate func resolve() throws -> (AssayConfiguration, ConfiguredForge, RepositoryName) {
            let configuration = try ConfigurationFile(path: location.config).read()
            guard let settings = configuration.forges[forge] else {
                let names = configuration.forgeNames.joined(separator: ", ")
                throw CommandError(.usage, "there is no forge '\(forge)'", hint: "the configuration names: \(names)")
            }
            guard let name = RepositoryName(repository) else {
                throw CommandError(.usage, "'\(repository)' is not owner/name")
            }
            return (configuration, try ConfiguredForge(name: forge, settings: settings), name)
        }
    }

    /// `assay hook add`
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a hook for one repository.")
        @OptionGroup var subject: Subject
        @Flag(help: "Print address and secret instead of registering the hook.")
        var manual = false

        func run() async throws {
            let (configuration, forge, repository) = try subject.resolve()
            let base = configuration.server.publicURL ?? "http://\(configuration.server.listen)"
            let isManual = manual || forge.kind == .directory || forge.settings.token == nil
            let hook = try await subject.location.withStore {
                try await $0.createHook(forge: subject.forge, repository: repository.description)
            }
            let url = "\(base)/webhooks/\(subject.forge)/\(hook.id)"
            guard !isManual else {
                Console.standardOutput.line("url: \(url)")
                Console.standardOutput.line("secret: \(hook.secret)")
                Console.standardError.line(
                    "enter both on the forge, content type JSON, event: push; the secret is shown once",
                    .faint
                )
                return
            }
            do {
                guard let secret = WebhookSecret(hook.secret) else { return }
                let client = try forge.client(ProcessInfo.processInfo.environment)
                let made = try await client.createWebhook(url: url, secret: secret, in: repository)
                Console.standardOutput.line("\(hook.id)\t\(repository)\t\(url)\t(\(made.id) on the forge)")
            } catch let error as ForgeError {
                // A hook that the forge does not know would only be a secret lying around.
                _ = try await subject.location.withStore { try await $0.removeHook(hook.id) }
                throw CommandError(.unavailable, error.message, hint: "with --manual you can register it by hand")
            }
        }
    }

    /// `assay hook list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List hooks, without their secrets.")
        @OptionGroup var location: StoreOptions

        func run() async throws {
            for hook in try await location.withStore({ try await $0.hooks() }) {
                Console.standardOutput.line(
                    "\(hook.id)\t\(hook.forge)\t\(hook.repository)\tmade \(hook.createdAt.rfc3339)"
                )
            }
        }
    }

    /// `assay hook remove`
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a repository's hooks, here and on the forge.")
        @OptionGroup var subject: Subject

        func run() async throws {
            let (_, forge, repository) = try subject.resolve()
            let hooks = try await subject.location.withStore { try await $0.hooks() }
                .filter { $0.forge == subject.forge && $0.repository == repository.description }
            guard !hooks.isEmpty else {
                throw CommandError(
                    .refused,
                    "there is no hook for \(repository) on \(subject.forge)",
                    hint: "assay hook list names them"
                )
            }
            for hook in hooks {
                _ = try await subject.location.withStore { try await $0.removeHook(hook.id) }
                Console.standardOutput.line("removed \(hook.id)")
            }
            guard forge.kind != .directory, forge.settings.token != nil else { return }
            do {
                let client = try forge.client(ProcessInfo.processInfo.environment)
                let suffixes = hooks.map { "/webhooks/\(subject.forge)/\($0.id)" }
                for remote in try await client.webhooks(in: repository)
                where suffixes.contains(where: remote.url.hasSuffix) {
                    try await client.deleteWebhook(remote.id, in: repository)
                }
            } catch let error as ForgeError {
                throw CommandError(
                    .unavailable,
                    "removed here, but not on the forge: \(error.message)",
                    hint: "delete the hook in the repository's settings; its deliveries are refused already"
                )
            }
        }
    }
}
