package import Builds

/// What the server cannot do itself and is handed.
package struct ServerActions: Sendable {
    /// Decides what a requested repository URL means.
    ///
    /// It throws a `BuildFailure`, shown to the requester, for a URL that the configuration does not allow.
    package var resolveRepository: @Sendable (String) throws -> ResolvedRepository
    /// Packs what a build left behind.
    package var archive: @Sendable (BuildID, ArchiveFormat) async throws -> ByteStream

    /// Puts the actions together.
    package init(
        resolveRepository: @escaping @Sendable (String) throws -> ResolvedRepository,
        archive: @escaping @Sendable (BuildID, ArchiveFormat) async throws -> ByteStream
    ) {
        self.resolveRepository = resolveRepository
        self.archive = archive
    }
}

/// Bytes that are made while they are read.
package typealias ByteStream = AsyncThrowingStream<[UInt8], any Error>

/// A repository that may be built.
package struct ResolvedRepository: Sendable, Equatable {
    /// The URL to fetch from, normalised and without credentials.
    package var url: String
    /// The configured forge that it is on, if any; only then can its builds be published.
    package var forge: String?
    /// `owner/name` on that forge.
    package var repository: String?

    /// Makes a repository.
    package init(url: String, forge: String? = nil, repository: String? = nil) {
        self.url = url
        self.forge = forge
        self.repository = repository
    }
}

/// The kinds of archive that a build can be downloaded as.
package enum ArchiveFormat: Sendable, Equatable {
    /// For `POST /build` with `Accept: application/zip`.
    case zip
    /// The layout that `assay build` writes, as a compressed tar archive.
    case tarGzip
}
