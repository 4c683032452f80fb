/// A request as the forge got it.
package struct FakeForgeRequest: Sendable {
    /// Whether it came to the host of the contents and not to the forge's own.
    package let isForContents: Bool
    /// The method.
    package let method: String
    /// Path and query as sent.
    package let target: String
    /// The header fields.
    package let headers: LoopbackServer.Headers
    /// The body.
    package let body: [UInt8]
}

/// What a ``FakeForge`` holds.
package struct FakeForgeState: Sendable {
    /// A release.
    package struct Release: Sendable {
        package var id: Int
        package var tag: String
        package var target: String
        package var title: String
        package var notes: String
        package var isDraft: Bool
        package var isPrerelease: Bool
        package var isImmutable: Bool
        package var assets: [Asset]
        /// How often it was set from draft to published.
        package var publications: Int

        /// A release that somebody made.
        package init(
            id: Int,
            tag: String,
            target: String = "",
            notes: String = "",
            isDraft: Bool = false,
            isImmutable: Bool = false,
            assets: [Asset] = []
        ) {
            self.id = id
            self.tag = tag
            self.target = target
            self.title = tag
            self.notes = notes
            self.isDraft = isDraft
            self.isPrerelease = false
            self.isImmutable = isImmutable
            self.assets = assets
            self.publications = 0
        }
    }

    /// A file of a release.
    package struct Asset: Sendable {
        package var id: Int
        package var name: String
        package var contents: [UInt8]
        /// Whether it is `uploaded` and not `starter`.
        package var isComplete: Bool

        /// A file that somebody uploaded.
        package init(id: Int, name: String, contents: [UInt8], isComplete: Bool = true) {
            self.id = id
            self.name = name
            self.contents = contents
            self.isComplete = isComplete
        }
    }

    /// A tag: the object it names and the commit it peels to.
    package struct Tag: Sendable {
        package var object: String
        package var commit: String

        /// A tag; a lightweight one where both are the same.
        package init(object: String, commit: String) {
            self.object = object
            self.commit = commit
        }
    }

    /// A mark on a commit.
    package struct Status: Sendable, Equatable {
        package var commit: String
        package var state: String
        package var link: String?
        package var description: String
        package var context: String
    }

    /// A webhook.
    package struct Hook: Sendable, Equatable {
        package var id: Int
        package var url: String
        package var secret: String
        package var contentType: String
        package var events: [String]
    }

    struct Script: Sendable {
        var operation: FakeForge.Operation
        var skip: Int
        var times: Int
        var failure: FakeForge.Failure
    }

    /// The releases, oldest first.
    package var releases: [Release] = []
    /// The tags by their short names.
    package var tags: [String: Tag] = [:]
    /// The marks in the order of their arrival.
    package var statuses: [Status] = []
    /// The webhooks.
    package var hooks: [Hook] = []
    /// Whether the repository is private.
    package var isPrivate = false
    /// Whether publishing makes a release immutable.
    package var publishesImmutably = false
    /// Whether GitHub reports digests of assets.
    package var reportsDigests = true
    /// Whether the contents of Gitea's attachments lie on the other host, too.
    package var servesContentsElsewhere = true
    /// The largest page of a list.
    package var pageSize = 100
    /// Bytes that are served in place of an asset's contents, by the asset's name.
    package var corruptedContents: [String: [UInt8]] = [:]

    var nextID = 1000
    var requests: [FakeForgeRequest] = []
    var scripts: [Script] = []
    var failingRequests: [Int: FakeForge.Failure] = [:]
    var actions: [FakeForge.Operation: @Sendable (FakeForge) -> Void] = [:]

    mutating func makeID() -> Int {
        nextID += 1
        return nextID
    }

    mutating func nextFailure(of operation: FakeForge.Operation) -> FakeForge.Failure? {
        for index in scripts.indices where scripts[index].operation == operation && scripts[index].times > 0 {
            if scripts[index].skip > 0 {
                scripts[index].skip -= 1
                return nil
            }
            scripts[index].times -= 1
            return scripts[index].failure
        }
        return nil
    }
}
