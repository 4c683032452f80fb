import Builds
import GitKit
import Testing

@Suite struct RefResolutionTests {
    private static func id(_ digit: Character) -> ObjectID {
        guard let id = ObjectID(String(repeating: digit, count: 40)) else { preconditionFailure("not a digit") }
        return id
    }

    private static let commit = id("a")
    private static let other = id("b")
    private static let tagObject = id("c")

    private func resolve(
        _ ref: String?,
        commit: ObjectID? = nil,
        _ references: [RemoteReference]
    ) throws -> RefResolution {
        try RefResolution(RefSelector(ref: ref, commit: commit), references: references, isEmpty: references.isEmpty)
    }

    private static let references = [
        RemoteReference(name: "HEAD", id: commit, symbolicTarget: "refs/heads/main"),
        RemoteReference(name: "refs/heads/main", id: commit),
        RemoteReference(name: "refs/heads/v1", id: other),
        RemoteReference(name: "refs/tags/v1", id: tagObject, peeled: commit),
        RemoteReference(name: "refs/tags/light", id: other),
    ]

    @Test func `the default branch is what HEAD names`() throws {
        let resolution = try resolve(nil, Self.references)
        #expect(resolution.commit == Self.commit)
        #expect(resolution.standing == .branch(try #require(RefName("refs/heads/main"))))
        #expect(resolution.requestedRef == nil)
    }

    @Test func `a tag goes before a branch of the same name`() throws {
        let tag = try #require(RefName("refs/tags/v1"))
        #expect(try resolve("v1", Self.references).standing == .tag(tag, object: Self.tagObject))
        #expect(try resolve("v1", Self.references).commit == Self.commit)
        #expect(try resolve("refs/heads/v1", Self.references).commit == Self.other)
    }

    @Test func `a ref is the one of the same bytes, not one that looks alike`() throws {
        let references = [
            RemoteReference(name: "refs/tags/e\u{301}", id: Self.other),
            RemoteReference(name: "refs/tags/\u{E9}", id: Self.commit),
        ]
        #expect(try resolve("refs/tags/\u{E9}", references).commit == Self.commit)
        #expect(try resolve("e\u{301}", references).commit == Self.other)
        #expect(throws: GitError.self) { try resolve("refs/notes/\u{301}x", references) }
        #expect(throws: GitError.self) { try resolve("refs/\u{301}x", references) }
    }

    @Test func `a tag that points elsewhere by now attests nothing`() throws {
        let resolution = try resolve("refs/tags/v1", commit: Self.other, Self.references)
        #expect(resolution.standing == .none)
        #expect(resolution.commit == Self.other)
        #expect(resolution.requestedRef == "refs/tags/v1")
    }

    @Test func `a branch that has moved on must be shown to contain the commit`() throws {
        let resolution = try resolve("main", commit: Self.other, Self.references)
        let main = try #require(RefName("refs/heads/main"))
        #expect(resolution.standing == .branchIfContained(main, tip: Self.commit))
        #expect(
            resolution.containmentRequest == FetchRequest(wants: [Self.commit], haves: [Self.other], filter: .trees)
        )
        #expect(resolution.attestedRef(peel: { $0 }, isAncestor: { _, _ in false }) == nil)
        #expect(resolution.attestedRef(peel: { $0 }, isAncestor: { $0 == Self.commit && $1 == Self.other }) == main)
    }

    @Test func `a tag object that leads to another commit attests nothing`() throws {
        let resolution = try resolve("v1", Self.references)
        #expect(resolution.attestedRef(peel: { _ in Self.other }, isAncestor: { _, _ in true }) == nil)
        #expect(resolution.attestedRef(peel: { _ in Self.commit }, isAncestor: { _, _ in false })?.shortName == "v1")
    }

    @Test func `a commit alone attests no ref`() throws {
        for (ref, commit) in [
            (Self.commit.description, nil), (nil, Self.commit), ("AAAA" + Self.commit.description.dropFirst(4), nil),
        ] {
            let resolution = try resolve(ref, commit: commit, Self.references)
            #expect(resolution.commit == Self.commit)
            #expect(resolution.standing == .none)
        }
    }

    @Test func `an event that names the tag's object means the commit behind it`() throws {
        let resolution = try resolve("refs/tags/v1", commit: Self.tagObject, Self.references)
        #expect(resolution.commit == Self.commit)
        #expect(resolution.tagObject == Self.tagObject)
        #expect(resolution.attestedRef(peel: { _ in Self.other }, isAncestor: { _, _ in true }) == nil)
    }

    @Test func `a missing ref is an error unless the commit is known`() throws {
        let error = #expect(throws: GitError.self) { try resolve("nope", Self.references) }
        #expect(error?.code == .refNotFound)
        #expect(try resolve("nope", commit: Self.other, Self.references).standing == .none)
    }

    @Test func `an empty repository has a name`() throws {
        for ref in [nil, "main", "refs/tags/v1"] {
            let error = #expect(throws: GitError.self) { try resolve(ref, []) }
            #expect(error?.code == .emptyRepository)
        }
    }

    @Test(arguments: [
        "--upload-pack=id", "-x", "a..b", "refs/heads/../x", "refs/pull/1/head", "refs/", "", "a b", "a\nb", "a~1",
        "@{-1}",
        "refs/heads/-x", "x.lock", ":/x", "HEAD^",
    ])
    func `anything else is no ref`(ref: String) {
        let error = #expect(throws: GitError.self) { try RefSelector(ref: ref, commit: nil) }
        #expect(error?.code == .invalidRef)
    }

    @Test func `two different commits contradict each other`() {
        #expect(throws: GitError.self) { try RefSelector(ref: Self.commit.description, commit: Self.other) }
    }
}
