package import Builds

/// What a build is of: the fields by which builds are listed.
package struct BuildSubject: Sendable, Equatable {
    /// The configured forge's name, where the source is one of its repositories.
    package var forge: String?
    /// `owner/name` for a forge's repository, else the URL that was asked for.
    package var repository: String?
    /// The ref, as the request named it.
    package var ref: String?
    /// The commit, where the request or the enclave named it.
    package var commit: ObjectID?
    /// Whether anyone may see the build; others need a token or its identifier.
    package var isPublic: Bool

    /// Makes a subject.
    package init(
        forge: String? = nil,
        repository: String? = nil,
        ref: String? = nil,
        commit: ObjectID? = nil,
        isPublic: Bool
    ) {
        self.forge = forge
        self.repository = repository
        self.ref = ref
        self.commit = commit
        self.isPublic = isPublic
    }
}
