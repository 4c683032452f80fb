import Builds
import Provenance
import Settings
import Toolchains

/// Step 2: decides what to run, from the checked bytes of the commit.
struct PlanStep: Sendable {
    /// What `.assay.yaml` says.
    struct Configuration: Sendable {
        /// The settings; without content where there is no file.
        var value: RepositoryConfiguration
        /// The digest of the file's bytes; `nil` where there is no file.
        var sha256: SHA256Digest?
    }

    /// What is to be run.
    struct Plan: Sendable {
        var configuration: Configuration
        var recipe: Recipe
        /// The longest that fetching and building may take, in seconds, each.
        var timeoutSeconds: Int
    }

    let settings: PipelineSettings
    let log: BuildLog

    func run(_ source: PreparedSource) throws -> Plan {
        let configuration = try Self.configuration(source.files)
        if configuration.value.network, !settings.allowsBuildNetwork {
            throw BuildFailure(
                .configurationInvalid,
                ".assay.yaml asks for network in the build phase and this builder gives none",
                hint: "get dependencies with build.fetch, or ask the operator for sandbox.network: requested"
            )
        }
        let recipe = try Planner.plan(for: source.files, configuration: configuration.value)
        log.info("Detected: \(recipe.toolchain)")
        let wanted = configuration.value.timeout.map { Int($0.components.seconds) } ?? settings.timeoutSeconds
        return Plan(
            configuration: configuration,
            recipe: recipe,
            timeoutSeconds: max(1, min(wanted, settings.timeoutSeconds))
        )
    }

    /// Reads `.assay.yaml`, which must be a regular file where it is there at all.
    static func configuration(_ files: ProjectFiles) throws -> Configuration {
        let name = RepositoryConfiguration.fileName
        switch files[name] {
        case nil: return Configuration(value: RepositoryConfiguration(), sha256: nil)
        case .file(let bytes)?:
            return Configuration(value: try RepositoryConfiguration.read(bytes), sha256: SHA256Digest(of: bytes))
        case .tooLarge?:
            throw BuildFailure(
                .configurationInvalid,
                "\(name) is larger than \(RepositoryConfiguration.sizeLimit) bytes"
            )
        case .symbolicLink?, .directory?, .submodule?:
            throw BuildFailure(.configurationInvalid, "\(name) must be a regular file in the repository")
        }
    }
}
