import Builds
import Foundation
import Store
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct BuildStoreTests {
    @Test func `commits reach the disk before they are acknowledged`() async throws {
        #expect(try await Fixture.store().synchronousLevel() == 2)
    }

    @Test func `the database and its companions are readable by their owner only`() async throws {
        let store = try Fixture.store()
        _ = try await store.createHook(forge: "local", repository: "o/r")
        for name in ["assay.db", "assay.db-wal", "assay.db-shm"] {
            let path = ScratchDirectory.current.path(name)
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(name)")
        }
    }

    @Test func `a database that is a link is refused`() throws {
        let target = try ScratchDirectory.current.write("", to: "elsewhere")
        let link = ScratchDirectory.current.path("assay.db")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
        #expect(throws: StoreError.self) { try BuildStore(path: link) }
    }

    @Test func `a file that is no database is refused`() throws {
        let path = try ScratchDirectory.current.write(String(repeating: "not a database ", count: 100), to: "assay.db")
        #expect(throws: StoreError.self) { try BuildStore(path: path) }
    }

    @Test func `builds survive reopening`() async throws {
        let build = try await Fixture.store().createBuild(Fixture.request, subject: Fixture.subject)
        let reopened = try await Fixture.store().build(build.id)
        #expect(reopened == build)
        #expect(reopened.request == Fixture.request)
        #expect(reopened.subject == Fixture.subject)
    }

    @Test func `equal manual requests are two builds`() async throws {
        let store = try Fixture.store()
        let first = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        let second = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        #expect(first.id != second.id)
    }

    @Test func `a page ends where the next begins, newest first`() async throws {
        let clock = ManualClock()
        let store = try Fixture.store(clock)
        var ids: [BuildID] = []
        for number in 0..<5 {
            // Two builds of the same instant must not fall between two pages.
            if number != 2 { clock.advance(by: 1) }
            ids.append(try await store.createBuild(Fixture.request, subject: Fixture.subject).id)
        }
        var seen: [BuildID] = []
        var cursor: BuildCursor?
        repeat {
            let page = try await store.builds(BuildFilter(publicOnly: true), after: cursor, limit: 2)
            seen += page.builds.map(\.id)
            cursor = try page.next.map { try #require(BuildCursor($0.description)) }
        } while cursor != nil
        #expect(seen.count == 5)
        #expect(Set(seen) == Set(ids))
        #expect(seen.first == ids.last)
    }

    @Test func `private builds are left out of public listings`() async throws {
        let store = try Fixture.store()
        var subject = Fixture.subject
        subject.isPublic = false
        let hidden = try await store.createBuild(Fixture.request, subject: subject)
        #expect(try await store.builds(BuildFilter(publicOnly: true)).builds.isEmpty)
        #expect(try await store.builds(BuildFilter(publicOnly: false)).builds.map(\.id) == [hidden.id])
    }

    @Test func `filters are values, never SQL`() async throws {
        let store = try Fixture.store()
        _ = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        let filter = BuildFilter(repository: "' OR '1'='1", publicOnly: true)
        #expect(try await store.builds(filter).builds.isEmpty)
        #expect(try await store.builds(BuildFilter(repository: "o/r", publicOnly: true)).builds.count == 1)
    }

    @Test(arguments: ["", "1", "x-\(String(repeating: "0", count: 32))", "-1-0", "99999999999999999999-0"])
    func `a cursor that we did not write is refused`(text: String) {
        #expect(BuildCursor(text) == nil)
    }

    @Test func `a token is good until it is revoked, and is not in the database`() async throws {
        let store = try Fixture.store()
        #expect(try await store.hasTokens() == false)
        let token = try await store.createToken(name: "laptop")
        #expect(token.utf8.count == BuildStore.tokenPrefix.utf8.count + 64)
        #expect(try await store.authenticate(token) == "laptop")
        #expect(try await store.authenticate(token + "0") == nil)
        #expect(try await store.authenticate(String(repeating: "x", count: 1 << 20)) == nil)
        for name in ["assay.db", "assay.db-wal"] {
            let contents = try Data(contentsOf: URL(fileURLWithPath: ScratchDirectory.current.path(name)))
            #expect(contents.range(of: Data(token.utf8)) == nil)
        }
        #expect(try await store.revokeToken(name: "laptop"))
        #expect(try await store.authenticate(token) == nil)
        // Taking the last token away must not open the server.
        #expect(try await store.hasTokens())
        let error = await #expect(throws: StoreError.self) { try await store.createToken(name: "laptop") }
        #expect(error?.code == .conflict)
    }

    @Test func `a hook is found by its name and forge only`() async throws {
        let store = try Fixture.store()
        let hook = try await store.createHook(forge: "local", repository: "o/r")
        #expect(try await store.hook(hook.id, forge: "local") == hook)
        #expect(try await store.hook(hook.id, forge: "other") == nil)
        #expect(try await store.removeHook(hook.id))
        #expect(try await store.hook(hook.id, forge: "local") == nil)
    }

    @Test func `a listener wakes when its topic changes`() async throws {
        let store = try Fixture.store()
        var wakes = store.changes.listen(to: .queue).makeAsyncIterator()
        _ = try await store.createBuild(Fixture.request, subject: Fixture.subject)
        #expect(await wakes.next() != nil)
    }
}
