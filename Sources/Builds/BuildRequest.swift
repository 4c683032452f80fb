/// What somebody asked to have built: a request, never a fact.
package struct BuildRequest: Codable, Sendable, Equatable {
    /// Where the source comes from.
    package enum Source: Codable, Sendable, Equatable {
        /// A repository that the enclave fetches itself.
        case repository(RepositoryRequest)
        /// An archive that somebody uploaded.
        case upload(UploadRequest)
        /// A git repository on this machine (`assay build <path>`).
        case local(LocalRequest)
    }

    /// Where the source comes from.
    package var source: Source
    /// The requester's challenge, bound into the evidence.
    package var nonce: Nonce?
    /// Whether the outcome is to be published as a release.
    package var publish: Bool

    /// Makes a request.
    package init(source: Source, nonce: Nonce? = nil, publish: Bool = false) {
        self.source = source
        self.nonce = nonce
        self.publish = publish
    }
}

/// A request to fetch and build a commit of a repository.
package struct RepositoryRequest: Codable, Sendable, Equatable {
    /// The URL to fetch from, without credentials.
    package var url: String
    /// The ref as it was asked for: a full ref, a short name, a commit's name, or nothing for the default branch.
    package var ref: String?
    /// The commit that an event named; built whatever the ref points to by now.
    package var commit: ObjectID?

    /// Makes a request.
    package init(url: String, ref: String? = nil, commit: ObjectID? = nil) {
        self.url = url
        self.ref = ref
        self.commit = commit
    }
}

/// A request to build an uploaded archive.
package struct UploadRequest: Codable, Sendable, Equatable {
    /// The archive's SHA-256, lower-case hexadecimal.
    package var sha256: String
    /// The archive's size in bytes.
    package var size: Int

    /// Makes a request.
    package init(sha256: String, size: Int) {
        self.sha256 = sha256
        self.size = size
    }
}

/// A request to build a commit of a repository on this machine.
package struct LocalRequest: Codable, Sendable, Equatable {
    /// The repository's absolute path.
    package var path: String
    /// The ref as it was asked for, or nothing for `HEAD`.
    package var ref: String?
    /// The commit as it was asked for.
    package var commit: ObjectID?

    /// Makes a request.
    package init(path: String, ref: String? = nil, commit: ObjectID? = nil) {
        self.path = path
        self.ref = ref
        self.commit = commit
    }
}
