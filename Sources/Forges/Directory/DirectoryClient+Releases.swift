package import Builds
import Glibc
import StrictJSON

extension DirectoryClient {
    package func publishedRelease(
        of tag: RefName,
        in repository: RepositoryName
    ) async throws(ForgeError) -> Release? {
        try await releases(of: tag, in: repository).first { !$0.isDraft }
    }

    package func releases(of tag: RefName, in repository: RepositoryName) async throws(ForgeError) -> [Release] {
        try await blocking { () throws(ForgeError) in
            let id = DirectoryLayout.folder(ofTag: tag.shortName)
            var releases: [Release] = []
            for isDraft in [false, true]
            where DirectoryFiles.isFolder(layout.assets(id, isDraft: isDraft, repository)) {
                releases.append(try describe(id, tag.shortName, isDraft: isDraft, repository))
            }
            return releases
        }
    }

    package func createDraft(
        _ draft: ReleaseDraft,
        in repository: RepositoryName
    ) async throws(ForgeError) -> Release {
        let operation = "create release"
        return try await blocking { () throws(ForgeError) in
            let id = DirectoryLayout.folder(ofTag: draft.tag.shortName)
            guard !DirectoryFiles.isFolder(layout.assets(id, isDraft: false, repository)),
                !DirectoryFiles.isFolder(layout.assets(id, isDraft: true, repository))
            else { throw ForgeError(.alreadyExists, operation, "the tag has a release already") }
            try DirectoryFiles.makeFolder(layout.releases(repository), operation)
            try write(draft, id, repository, operation)
            try DirectoryFiles.makeFolder(layout.assets(id, isDraft: true, repository), operation)
            return try describe(id, draft.tag.shortName, isDraft: true, repository)
        }
    }

    package func update(
        _ release: Release,
        to draft: ReleaseDraft,
        in repository: RepositoryName
    ) async throws(ForgeError) -> Release {
        try await blocking { () throws(ForgeError) in
            try write(draft, release.id, repository, "update release")
            return try describe(release.id, release.tag, isDraft: true, repository)
        }
    }

    package func publish(_ release: Release, in repository: RepositoryName) async throws(ForgeError) -> Release {
        let operation = "publish release"
        return try await blocking { () throws(ForgeError) in
            let description = layout.description(release.id, isDraft: true, repository)
            if let bytes = try DirectoryFiles.contents(description, operation) {
                let published = layout.description(release.id, isDraft: false, repository)
                try DirectoryFiles.replace(published, with: bytes, operation)
            }
            try DirectoryFiles.moveFolder(
                layout.assets(release.id, isDraft: true, repository),
                to: layout.assets(release.id, isDraft: false, repository),
                operation
            )
            unlink(description)
            return try describe(release.id, release.tag, isDraft: false, repository)
        }
    }

    private func write(
        _ draft: ReleaseDraft,
        _ id: String,
        _ repository: RepositoryName,
        _ operation: String
    ) throws(ForgeError) {
        let description: JSONValue = [
            "tag": .string(draft.tag.shortName), "commit": .string(draft.commit.description),
            "title": .string(draft.title), "notes": .string(draft.notes), "prerelease": .bool(draft.isPrerelease),
        ]
        let path = layout.description(id, isDraft: true, repository)
        try DirectoryFiles.replace(path, with: description.serialized(.indented), operation)
    }

    private func describe(
        _ id: String,
        _ tag: String,
        isDraft: Bool,
        _ repository: RepositoryName
    ) throws(ForgeError) -> Release {
        let operation = "read release"
        let path = layout.description(id, isDraft: isDraft, repository)
        var notes = ""
        if let bytes = try DirectoryFiles.contents(path, operation) {
            guard let json = try? JSONParser.parse(bytes) else {
                throw ForgeError(.invalidResponse, operation, "the description of the release is no JSON")
            }
            notes = json["notes"]?.string ?? ""
        }
        return Release(id: id, tag: tag, notes: notes, isDraft: isDraft)
    }
}
