package import Builds
package import Provenance

/// What a verifier demands of every release of a project, as a value; reading it from a file is done elsewhere.
///
/// What is `nil` is not demanded; what is there is demanded without exception.
package struct Policy: Sendable, Equatable {
    /// The platforms that may attest.
    package var platforms: Set<Platform>?
    /// The formats that are accepted; the caller must still ask for the one that is judged.
    package var formats: Set<ReleaseFormat>
    /// The repository.
    package var source: RepositoryURL?
    /// The full ref.
    package var ref: RefName?
    /// The commit.
    package var commit: ObjectID?
    /// The digests of `.assay.yaml` that are accepted; that of no bytes stands for "there is none".
    package var configuration: Set<SHA256Digest>?
    /// The exact `builder.id`.
    package var builderID: String?
    /// `false` forbids network in the build phase; `true` says that it is known and accepted.
    package var network: Bool?
    /// Whether the machine may have built nothing before.
    package var singleUse: Bool
    /// The largest age in seconds; nothing passes that has no time anchor.
    package var maximumAge: Int?
    /// What an SNP guest must be; identifies a builder.
    package var snp: SNPSection?

    /// The demands on an SNP guest.
    package struct SNPSection: Sendable, Equatable {
        /// The launch measurements that are accepted, 48 bytes each; none identifies no builder.
        package var measurements: Set<[UInt8]>

        package init(measurements: Set<[UInt8]>) { self.measurements = measurements }
    }

    /// Makes a policy; without arguments it demands nothing and identifies nobody.
    package init(
        platforms: Set<Platform>? = nil,
        formats: Set<ReleaseFormat> = [.assay],
        source: RepositoryURL? = nil,
        ref: RefName? = nil,
        commit: ObjectID? = nil,
        configuration: Set<SHA256Digest>? = nil,
        builderID: String? = nil,
        network: Bool? = nil,
        singleUse: Bool = false,
        maximumAge: Int? = nil,
        snp: SNPSection? = nil
    ) {
        self.platforms = platforms
        self.formats = formats
        self.source = source
        self.ref = ref
        self.commit = commit
        self.configuration = configuration
        self.builderID = builderID
        self.network = network
        self.singleUse = singleUse
        self.maximumAge = maximumAge
        self.snp = snp
    }

    /// The platforms that may attest: those that are listed, else those that have a section of their own.
    package var impliedPlatforms: Set<Platform>? { platforms ?? (snp == nil ? nil : [.snp]) }
}
