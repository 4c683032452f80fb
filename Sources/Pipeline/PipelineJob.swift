package import Builds
package import Settings

/// Everything that the pipeline process is told: a request, the builder's settings, and where to put the outcome.
///
/// It holds no publishing token and no webhook secret; of secrets it holds only those that read private repositories,
/// each for one origin.
package struct PipelineJob: Codable, Sendable {
    /// What is to be built.
    package var request: BuildRequest
    /// The builder's settings.
    package var settings: PipelineSettings
    /// The worker's number on this machine, from 0: each has a user of its own in the sandbox.
    package var slot: Int
    /// A directory for this build alone, made by the pipeline and removed by it.
    package var workDirectory: String
    /// The directory that receives the files, which must exist and be empty.
    package var outputDirectory: String
    /// The uploaded archive, for a request that has one.
    package var uploadPath: String?
    /// The directory that receives the project's lock file, where somebody wants it.
    package var configurationDirectory: String?

    /// Makes a job.
    package init(
        request: BuildRequest,
        settings: PipelineSettings,
        slot: Int,
        workDirectory: String,
        outputDirectory: String,
        uploadPath: String? = nil,
        configurationDirectory: String? = nil
    ) {
        self.request = request
        self.settings = settings
        self.slot = slot
        self.workDirectory = workDirectory
        self.outputDirectory = outputDirectory
        self.uploadPath = uploadPath
        self.configurationDirectory = configurationDirectory
    }
}

/// The settings of a builder that reach the pipeline.
package struct PipelineSettings: Codable, Sendable, Equatable {
    /// A secret that reads a forge's repositories.
    package struct FetchCredential: Codable, Sendable, Equatable {
        /// Scheme, host and port of the forge, the only origin that it is sent to.
        package var origin: String
        /// The value of the `Authorization` header.
        package var authorization: String

        /// Makes a credential.
        package init(origin: String, authorization: String) {
            self.origin = origin
            self.authorization = authorization
        }
    }

    /// The machine that vouches.
    package struct Enclave: Codable, Sendable, Equatable {
        /// The address of the TPM for platform `tpm`, as the configuration writes it.
        package var tpm: String
        /// The service of AMD's, where it is another than the vendor's.
        package var amd: String?
        /// The service of Intel's, where it is another than the vendor's.
        package var intel: String?
        /// The revocation list of Intel's root, where it is elsewhere than the vendor's.
        package var intelRootCRL: String?
        /// The directory that keeps vendors' statements from one build to the next; `nil` keeps none.
        package var cacheDirectory: String?

        /// Describes a machine.
        package init(
            tpm: String = "device:/dev/tpmrm0",
            amd: String? = nil,
            intel: String? = nil,
            intelRootCRL: String? = nil,
            cacheDirectory: String? = nil
        ) {
            self.tpm = tpm
            self.amd = amd
            self.intel = intel
            self.intelRootCRL = intelRootCRL
            self.cacheDirectory = cacheDirectory
        }
    }

    /// The platform to attest with: `auto` or a platform's name.
    package var platform: String
    /// How that platform is reached, and who states what about it.
    package var enclave: Enclave
    /// The base of the builder's identifier.
    package var builderBase: String
    /// The longest that fetching and building may take, in seconds, each.
    package var timeoutSeconds: Int
    /// Memory of a build in bytes.
    package var memoryBytes: Int
    /// Processes and threads of a build at a time.
    package var processes: Int
    /// Disk space of a build in bytes.
    package var diskBytes: Int
    /// Output of a build in bytes.
    package var logBytes: Int
    /// Whether a project may ask for network in the build phase.
    package var allowsBuildNetwork: Bool
    /// Directories of the host that builds see read-only at the same path.
    package var readOnlyPaths: [String]
    /// What may be fetched, as patterns on repository URLs.
    package var allowedSources: [String]
    /// What builds may fetch from though its address is private.
    package var privateRegistries: [RegistryAddress]
    /// The credentials for private repositories.
    package var credentials: [FetchCredential]

    /// Makes settings.
    package init(
        platform: String,
        enclave: Enclave = Enclave(),
        builderBase: String,
        timeoutSeconds: Int = 3600,
        memoryBytes: Int = 8 << 30,
        processes: Int = 4096,
        diskBytes: Int = 20 << 30,
        logBytes: Int = 64 << 20,
        allowsBuildNetwork: Bool = false,
        readOnlyPaths: [String] = [],
        allowedSources: [String] = [],
        privateRegistries: [RegistryAddress] = [],
        credentials: [FetchCredential] = []
    ) {
        self.platform = platform
        self.enclave = enclave
        self.builderBase = builderBase
        self.timeoutSeconds = timeoutSeconds
        self.memoryBytes = memoryBytes
        self.processes = processes
        self.diskBytes = diskBytes
        self.logBytes = logBytes
        self.allowsBuildNetwork = allowsBuildNetwork
        self.readOnlyPaths = readOnlyPaths
        self.allowedSources = allowedSources
        self.privateRegistries = privateRegistries
        self.credentials = credentials
    }
}
