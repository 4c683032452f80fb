import ArgumentParser
import Builds
import Store

/// `assay token`: the secrets that start and cancel builds over HTTP.
struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make, list and revoke tokens for the API.",
        discussion: """
            A token is shown once, when it is made; the store keeps its SHA-256.

              assay token create ci --config assay.yaml
              curl -H "Authorization: Bearer $(cat token)" …
              assay token revoke ci --config assay.yaml
            """,
        subcommands: [Create.self, List.self, Revoke.self]
    )

    /// `assay token create`
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a token and show it once.")
        @Argument(help: "A name to know it by.")
        var name: String
        @OptionGroup var location: StoreOptions

        func run() async throws {
            let token = try await location.withStore { try await $0.createToken(name: name) }
            Console.standardOutput.line(token)
            Console.standardError.line("this is shown once; send it as 'Authorization: Bearer …'", .faint)
        }
    }

    /// `assay token list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List tokens by name.")
        @OptionGroup var location: StoreOptions

        func run() async throws {
            for token in try await location.withStore({ try await $0.tokens() }) {
                let used = token.lastUsedAt.map { "last used \($0.rfc3339)" } ?? "never used"
                let state = token.revokedAt.map { "revoked \($0.rfc3339)" } ?? used
                Console.standardOutput.line("\(token.name)\tmade \(token.createdAt.rfc3339)\t\(state)")
            }
        }
    }

    /// `assay token revoke`
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revoke a token.")
        @Argument(help: "The token's name.")
        var name: String
        @OptionGroup var location: StoreOptions

        func run() async throws {
            guard try await location.withStore({ try await $0.revokeToken(name: name) }) else {
                throw CommandError(.refused, "there is no token called '\(name)'", hint: "assay token list names them")
            }
        }
    }
}
