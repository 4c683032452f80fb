import Builds
import Forges
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct ReleaseEditorTests {
    private func expectExactly(_ files: [AssetFile], _ forge: FakeForge) throws {
        let releases = forge.holdings.releases
        #expect(releases.count == 1)
        let release = try #require(releases.first)
        #expect(!release.isDraft)
        #expect(release.publications == 1)
        #expect(release.target == ForgeFixture.commit?.description)
        #expect(release.assets.map(\.name).sorted() == files.map(\.name).sorted())
        for file in files {
            let asset = release.assets.first { $0.name == file.name }
            #expect(asset?.isComplete == true)
            #expect(asset.map { forge.sha256(of: $0.contents) } == file.sha256)
        }
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `a release is drafted, filled and published once`(kind: FakeForge.Kind) async throws {
        let fixture = try ForgeFixture(kind)
        let files = try fixture.files()
        let release = try await fixture.run(files)
        #expect(!release.isDraft)
        try expectExactly(files, fixture.forge)
        let again = try await fixture.run(files)
        #expect(again.id == release.id)
        try expectExactly(files, fixture.forge)
    }

    struct Trouble: Sendable, CustomTestStringConvertible {
        let name: String
        let operation: FakeForge.Operation
        let failure: FakeForge.Failure
        var testDescription: String { name }

        static let all: [Trouble] = {
            let operations: [FakeForge.Operation] = [
                .listReleases, .createRelease, .updateRelease, .listAssets, .upload, .deleteAsset, .contents,
            ]
            let failures: [(String, FakeForge.Failure)] = [
                ("502", .status(502)), ("503", .status(503)), ("429", .status(429, headers: ["Retry-After": "2"])),
                ("connection lost", .connectionLost), ("reply lost", .replyLost), ("502 after", .badGatewayAfterWork),
                ("starter", .badGatewayLeavingStarter),
            ]
            return operations.flatMap { operation in
                failures.map { Trouble(name: "\(operation), \($0.0)", operation: operation, failure: $0.1) }
            }
        }()
    }

    @Test(arguments: FakeForge.Kind.allCases, Trouble.all)
    func `trouble at any step ends in exactly one release with exactly our files`(
        kind: FakeForge.Kind,
        trouble: Trouble
    ) async throws {
        let fixture = try ForgeFixture(kind)
        fixture.forge.change { $0.reportsDigests = trouble.operation != .contents }
        let files = try fixture.files()
        fixture.forge.fail(trouble.operation, with: trouble.failure)
        fixture.forge.fail(trouble.operation, after: 1, with: trouble.failure)
        _ = try await fixture.run(files)
        try expectExactly(files, fixture.forge)
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `a crash after any request is made good by the next run`(kind: FakeForge.Kind) async throws {
        let whole = try ForgeFixture(kind)
        let files = try whole.files()
        _ = try await whole.run(files)
        for (number, request) in whole.forge.requests.enumerated() {
            for failure in FakeForge.Failure.crashes(during: request) {
                // One attempt only: the first failure ends the run, as a crash would.
                let fixture = try ForgeFixture(kind, attempts: 1)
                fixture.forge.failRequest(number, with: failure)
                _ = try? await fixture.run(files)
                _ = try await fixture.run(files)
                try expectExactly(files, fixture.forge)
            }
        }
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `stale, foreign and duplicate files of our draft are replaced`(kind: FakeForge.Kind) async throws {
        let fixture = try ForgeFixture(kind)
        let files = try fixture.files()
        fixture.forge.change { state in
            state.releases = [
                .init(
                    id: 5,
                    tag: "v1.0",
                    target: String(repeating: "b", count: 40),
                    notes: "made by us",
                    isDraft: true,
                    assets: [
                        .init(id: 50, name: "hello.tar.gz", contents: Array("older".utf8)),
                        .init(id: 51, name: "HELLO.tar.gz", contents: Array("hello, world".utf8)),
                        .init(id: 52, name: "other.txt", contents: []),
                        .init(id: 53, name: "SHA256SUMS", contents: Array("sums".utf8)),
                    ]
                )
            ]
            if kind == .gitea {
                state.releases[0].assets.append(.init(id: 54, name: "SHA256SUMS", contents: Array("sums".utf8)))
            }
        }
        let release = try await fixture.run(files)
        #expect(release.id == "5")
        try expectExactly(files, fixture.forge)
        #expect(fixture.forge.holdings.releases[0].assets.contains { $0.id == 53 })
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `contents that come back wrong are never published`(kind: FakeForge.Kind) async throws {
        let fixture = try ForgeFixture(kind)
        fixture.forge.change { state in
            state.reportsDigests = false
            state.corruptedContents["hello.tar.gz"] = Array("hello, w0rld".utf8)
        }
        let error = await #expect(throws: ForgeError.self) { try await fixture.run(fixture.files()) }
        #expect(error?.operation == "read back assets")
        #expect(fixture.forge.holdings.releases.first?.isDraft == true)
    }

    @Test func `a name that the forge rewrites is refused`() async throws {
        let fixture = try ForgeFixture(.github)
        let files = try fixture.files(["a b.txt": "x"])
        let error = await #expect(throws: ForgeError.self) { try await fixture.run(files) }
        #expect(error?.operation == "name asset")
        #expect(fixture.forge.holdings.releases.first?.isDraft == true)
        #expect(fixture.forge.holdings.releases.first?.assets.isEmpty == true)
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `a release of somebody else is extended without touching its files`(kind: FakeForge.Kind) async throws {
        let fixture = try ForgeFixture(kind)
        fixture.forge.change { state in
            let asset = FakeForgeState.Asset(id: 60, name: "manual.pdf", contents: [1, 2, 3])
            state.releases = [.init(id: 6, tag: "v1.0", notes: "by hand", assets: [asset])]
        }
        let release = try #require(try await fixture.editor.releases(of: fixture.tag).first)
        let files = try fixture.files()
        fixture.forge.fail(.upload, with: .replyLost)
        fixture.forge.fail(.upload, after: 1, with: .badGatewayLeavingStarter)
        _ = try await fixture.editor.place(files, in: release, mode: .extending)
        let names = fixture.forge.holdings.releases[0].assets.map(\.name).sorted()
        #expect(names == ["SHA256SUMS", "hello.tar.gz", "manual.pdf"])
        #expect(fixture.forge.holdings.releases[0].assets.contains { $0.id == 60 })
    }

    @Test(arguments: FakeForge.Kind.allCases, ["hello.tar.gz", "Hello.tar.gz"])
    func `a file of somebody else that has one of our names is left alone`(
        kind: FakeForge.Kind,
        name: String
    ) async throws {
        let fixture = try ForgeFixture(kind)
        fixture.forge.change { state in
            let asset = FakeForgeState.Asset(id: 60, name: name, contents: Array("theirs".utf8))
            state.releases = [.init(id: 6, tag: "v1.0", assets: [asset])]
        }
        let release = try #require(try await fixture.editor.releases(of: fixture.tag).first)
        let error = await #expect(throws: ForgeError.self) {
            try await fixture.editor.place(fixture.files(), in: release, mode: .extending)
        }
        #expect(error?.code == .alreadyExists)
        #expect(error?.operation == "extend release")
        #expect(fixture.forge.holdings.releases[0].assets.map(\.id) == [60])
    }

    @Test func `an immutable release is refused with that reason`() async throws {
        let fixture = try ForgeFixture(.github)
        fixture.forge.change { $0.releases = [.init(id: 6, tag: "v1.0", isImmutable: true)] }
        let release = try #require(try await fixture.editor.releases(of: fixture.tag).first)
        #expect(release.isImmutable)
        let error = await #expect(throws: ForgeError.self) {
            try await fixture.editor.place(fixture.files(), in: release, mode: .extending)
        }
        #expect(error?.code == .immutableRelease)
    }

    @Test func `Gitea's one release a tag is reported where it is not ours`() async throws {
        let fixture = try ForgeFixture(.gitea)
        fixture.forge.change { $0.releases = [.init(id: 6, tag: "v1.0", notes: "by hand", isDraft: true)] }
        let error = await #expect(throws: ForgeError.self) { try await fixture.run(fixture.files()) }
        #expect(error?.code == .alreadyExists)
    }
}
