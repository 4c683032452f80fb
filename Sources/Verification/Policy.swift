package import Builds
package import Evidence
package import Provenance

/// What a verifier demands of every release of a project, as a value; reading it from a file is done elsewhere.
///
/// What is `nil` is not demanded; what is there is demanded without exception.
package struct Policy: Sendable, Equatable {
    /// The machines that may attest.
    package var machine: AppraisalPolicy
    /// The formats that are accepted; the caller must still ask for the one that is judged.
    package var formats: Set<ReleaseFormat>
    /// What evidence by itself must commit to; nothing that a release could be judged by.
    package var reportData: [UInt8]?
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

    /// Makes a policy; without arguments it demands nothing and identifies nobody.
    package init(
        machine: AppraisalPolicy = AppraisalPolicy(),
        formats: Set<ReleaseFormat> = [.assay],
        reportData: [UInt8]? = nil,
        source: RepositoryURL? = nil,
        ref: RefName? = nil,
        commit: ObjectID? = nil,
        configuration: Set<SHA256Digest>? = nil,
        builderID: String? = nil,
        network: Bool? = nil,
        singleUse: Bool = false,
        maximumAge: Int? = nil
    ) {
        self.machine = machine
        self.formats = formats
        self.reportData = reportData
        self.source = source
        self.ref = ref
        self.commit = commit
        self.configuration = configuration
        self.builderID = builderID
        self.network = network
        self.singleUse = singleUse
        self.maximumAge = maximumAge
    }

    /// Whether it demands something that evidence by itself cannot show.
    var speaksOfReleases: Bool {
        source != nil || ref != nil || commit != nil || configuration != nil || builderID != nil || network != nil
            || singleUse
    }
}
