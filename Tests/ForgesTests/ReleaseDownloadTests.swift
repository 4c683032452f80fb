import Builds
import Forges
import Foundation
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct ReleaseDownloadTests {
    private func fixture(_ kind: FakeForge.Kind, _ assets: [FakeForgeState.Asset]) throws -> ForgeFixture {
        let fixture = try ForgeFixture(kind, token: nil)
        fixture.forge.change { $0.releases = [.init(id: 6, tag: "v1.0", assets: assets)] }
        return fixture
    }

    private func download(
        _ fixture: ForgeFixture,
        limits: ReleaseDownload.Limits = .init()
    ) async throws(ForgeError) -> ReleaseDownload {
        try await ReleaseDownload(
            of: fixture.tag,
            in: fixture.repository,
            from: fixture.client,
            to: ScratchDirectory.current.path,
            limits: limits
        )
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `a published release is fetched without any token`(kind: FakeForge.Kind) async throws {
        let fixture = try fixture(
            kind,
            [.init(id: 1, name: "hello", contents: [1, 2]), .init(id: 2, name: "SHA256SUMS", contents: [3])]
        )
        let release = try await download(fixture)
        #expect(Set(release.files.keys) == ["hello", "SHA256SUMS"])
        #expect(release.unusableNames.isEmpty)
        #expect(try Data(contentsOf: URL(fileURLWithPath: ScratchDirectory.current.path("hello"))) == Data([1, 2]))
        #expect(fixture.forge.requests.allSatisfy { $0.headers["Authorization"] == nil })
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `names that lead elsewhere or collide are not stored but reported`(kind: FakeForge.Kind) async throws {
        let names = ["../escape", "/etc/x", ".hidden", "a b", "Hello", "a\nb"]
        let assets = (["hello"] + names).enumerated().map { index, name in
            FakeForgeState.Asset(id: index + 1, name: name, contents: [1])
        }
        let fixture = try fixture(kind, assets)
        let release = try await download(fixture)
        #expect(Set(release.files.keys) == ["hello"])
        #expect(release.unusableNames == names)
        let stored = try FileManager.default.contentsOfDirectory(atPath: ScratchDirectory.current.path)
        #expect(stored == ["hello"])
    }

    @Test(arguments: FakeForge.Kind.allCases, [[9, 9], [1], []] as [[UInt8]])
    func `a file that is not the listed one is refused`(kind: FakeForge.Kind, contents: [UInt8]) async throws {
        let fixture = try fixture(kind, [.init(id: 1, name: "hello", contents: [1, 2])])
        fixture.forge.change { $0.corruptedContents["hello"] = contents }
        // Gitea lists sizes alone.
        if kind == .gitea, contents.count == 2 {
            #expect(try await download(fixture).files["hello"]?.size == 2)
        } else {
            let error = await #expect(throws: ForgeError.self) { try await download(fixture) }
            #expect(error?.code == .invalidResponse)
            #expect(error?.message.contains("hello") == true)
        }
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `too many and too large files are refused`(kind: FakeForge.Kind) async throws {
        let fixture = try fixture(
            kind,
            [.init(id: 1, name: "a", contents: [1, 2]), .init(id: 2, name: "b", contents: [3, 4])]
        )
        var limits = ReleaseDownload.Limits()
        limits.files = 1
        await #expect(throws: ForgeError.self) { try await download(fixture, limits: limits) }
        limits = .init()
        limits.fileSize = 1
        await #expect(throws: ForgeError.self) { try await download(fixture, limits: limits) }
        limits = .init()
        limits.totalSize = 3
        await #expect(throws: ForgeError.self) { try await download(fixture, limits: limits) }
    }

    @Test(arguments: FakeForge.Kind.allCases)
    func `a draft is no release for those who download`(kind: FakeForge.Kind) async throws {
        let fixture = try fixture(kind, [])
        fixture.forge.change { $0.releases[0].isDraft = true }
        let error = await #expect(throws: ForgeError.self) { try await download(fixture) }
        #expect(error?.code == .notFound)
    }
}
