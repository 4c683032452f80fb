import Builds
import Foundation
import Pipeline
import Settings

/// `assay.yaml` and the environment, as a command reads them.
struct ConfigurationFile {
    /// The file; without one only the environment and the defaults count.
    let path: String?

    /// Reads both.
    func read() throws -> AssayConfiguration {
        let environment = ProcessInfo.processInfo.environment
        do throws(SettingsError) {
            let configuration = try AssayConfiguration.load(
                path: path,
                environment: environment,
                folder: FileManager.default.currentDirectoryPath
            )
            for name in configuration.unknownVariables {
                Console.standardError.line("assay: warning: the variable \(name) names no setting", .warning)
            }
            return configuration
        } catch {
            throw CommandError(.usage, "\(error)", hint: "examples/assay.yaml explains every key")
        }
    }
}

extension PipelineSettings {
    /// The part of a configuration that the pipeline is told, without any secret.
    init(_ configuration: AssayConfiguration, platform: String? = nil, tpm: String? = nil) throws {
        self.init(
            platform: platform ?? configuration.enclave.platform?.rawValue ?? "auto",
            enclave: Enclave(
                tpm: tpm ?? configuration.enclave.tpm,
                amd: configuration.enclave.collateral.amd,
                intel: configuration.enclave.collateral.intel,
                intelRootCRL: configuration.enclave.collateral.intelRootCRL,
                cacheDirectory: configuration.store.data + "/collateral"
            ),
            builderBase: configuration.builderID,
            timeoutSeconds: Int(configuration.sandbox.timeout.components.seconds),
            memoryBytes: configuration.sandbox.memory,
            processes: configuration.sandbox.processes,
            diskBytes: configuration.sandbox.disk,
            logBytes: configuration.sandbox.log,
            allowsBuildNetwork: configuration.sandbox.network == .requested,
            readOnlyPaths: configuration.sandbox.readOnly,
            allowedSources: configuration.source.texts,
            privateRegistries: configuration.sandbox.privateRegistries
        )
    }
}
