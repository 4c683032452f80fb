package import Builds

/// A release that is to be published for a build.
package struct PublicationRequest: Codable, Sendable, Equatable {
    /// The configured forge's name.
    package var forge: String
    /// `owner/name`.
    package var repository: String
    /// The tag.
    package var ref: RefName
    /// The commit that the tag must peel to.
    package var commit: ObjectID

    /// Makes a request.
    package init(forge: String, repository: String, ref: RefName, commit: ObjectID) {
        self.forge = forge
        self.repository = repository
        self.ref = ref
        self.commit = commit
    }
}

/// The right to publish one build's release for a while.
package struct PublicationLease: Sendable, Equatable {
    /// The build.
    package let build: BuildRecord
    /// What is to be published.
    package let request: PublicationRequest
    /// How often it was tried, this time included.
    package let attempt: Int
    /// Grows with each lease.
    package let fencingToken: Int64
}

/// How far a publication has come.
package struct PublicationRecord: Sendable, Equatable {
    /// The stages of a publication.
    package enum State: String, Sendable {
        case pending
        case leased
        case done
        case failed
    }

    /// The stage.
    package let state: State
    /// How often it was tried.
    package let attempts: Int
    /// Why the last try failed.
    package let lastError: String?
    /// The release's page.
    package let releaseURL: String?
}
