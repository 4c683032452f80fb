import Builds

extension Statement {
    /// Throws unless the values agree with each other; both writer and reader ask.
    func validate() throws(ProvenanceError) {
        try require(!subjects.isEmpty, "there is no subject")
        try require(subjects.count <= Self.maximumSubjects, "there are more than \(Self.maximumSubjects) subjects")
        let names = Set(subjects.map { $0.name.description.lowercased() })
        try require(names.count == subjects.count, "two subjects have the same name, case aside")
        try require(
            builder.network == (parameters.network.build != .none),
            "builder.id and the network policy of the build phase disagree"
        )
        try require(invocation.startedOn <= invocation.finishedOn, "the build finished before it started")
        try require(parameters.buildsSinceBoot > 0, "buildsSinceBoot is not positive")
        try require(dependencies.allSatisfy { $0.purl.hasPrefix("pkg:") }, "a dependency has no package URL")
        try validateSource()
    }

    private func validateSource() throws(ProvenanceError) {
        try require(SHA256Digest(source.treeSHA256) != nil, "the tree's digest is not a SHA-256")
        switch source.origin {
        case .upload(let sha256):
            try require(SHA256Digest(sha256) != nil, "the archive's digest is not a SHA-256")
            try require(request.commit == nil, "an archive has no commit")
        case .repository(let repository):
            try require(
                request.commit == nil || request.commit == repository.commit,
                "another commit was built than the request names"
            )
            try validate(repository)
        }
    }

    private func validate(_ repository: SourceIdentity.Repository) throws(ProvenanceError) {
        if let url = repository.url {
            try require(RepositoryURL(url) != nil && !url.hasPrefix("git+"), "the repository's URL is not acceptable")
            try require(repository.claimedURL == nil, "a fetched repository claims another remote")
        } else {
            try require(repository.ref == nil, "a ref is recorded for a repository that was not fetched")
        }
        let claimed = repository.claimedURL
        try require(
            claimed == claimed.map(RepositoryURL.withoutCredentials),
            "the claimed remote carries credentials or a query"
        )
    }

    private func require(_ condition: Bool, _ problem: String) throws(ProvenanceError) {
        guard condition else { throw ProvenanceError(.contradiction, BuildFile.provenance.rawValue, problem) }
    }
}
