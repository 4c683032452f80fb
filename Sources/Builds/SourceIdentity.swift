/// What the enclave found the source to be, from bytes that it fetched and hashed itself.
package struct SourceIdentity: Codable, Sendable, Equatable {
    /// A repository's commit.
    package struct Repository: Codable, Sendable, Equatable {
        /// The URL that was fetched from, or `nil` for a repository on the builder's own disk.
        package var url: String?
        /// The remote that a local repository claims to come from; nobody checked it.
        package var claimedURL: String?
        /// The ref that pointed to (tag) or contained (branch) the commit when it was fetched, else `nil`.
        package var ref: RefName?
        /// The ref as the request named it.
        package var requestedRef: String?
        /// The commit that was built.
        package var commit: ObjectID
        /// The commit's tree.
        package var tree: ObjectID
        /// The annotated tag's object, where the ref is one.
        package var tagObject: ObjectID?

        /// Makes an identity.
        package init(
            url: String?,
            claimedURL: String? = nil,
            ref: RefName?,
            requestedRef: String?,
            commit: ObjectID,
            tree: ObjectID,
            tagObject: ObjectID? = nil
        ) {
            self.url = url
            self.claimedURL = claimedURL
            self.ref = ref
            self.requestedRef = requestedRef
            self.commit = commit
            self.tree = tree
            self.tagObject = tagObject
        }
    }

    /// The origin of the files.
    package enum Origin: Codable, Sendable, Equatable {
        case repository(Repository)
        /// An uploaded archive with this SHA-256 (lower-case hexadecimal): it has no repository, ref or commit.
        case upload(sha256: String)
    }

    /// The origin of the files.
    package var origin: Origin
    /// SHA-256 over `mode SP sha256(blob) TAB path NUL` of every file, sorted by bytes; lower-case hexadecimal.
    package var treeSHA256: String
    /// Paths of submodules, which are not fetched.
    package var submodules: [String]
    /// Paths of Git LFS pointers, whose contents are not fetched.
    package var lfsPointers: [String]

    /// Makes an identity.
    package init(origin: Origin, treeSHA256: String, submodules: [String] = [], lfsPointers: [String] = []) {
        self.origin = origin
        self.treeSHA256 = treeSHA256
        self.submodules = submodules
        self.lfsPointers = lfsPointers
    }

    /// The repository's commit, or `nil` for an upload.
    package var repository: Repository? {
        if case .repository(let repository) = origin { repository } else { nil }
    }
}
