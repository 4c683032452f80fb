import Builds
import GitKit
import Synchronization
import TestSupport
import Testing

/// The protocol over a transport of canned bytes: every server that lies, babbles or falls silent.
@Suite(.scratchDirectory, .timeLimit(.minutes(10))) struct UploadPackTests {
    private static let id = String(repeating: "a", count: 40)

    private static func encode(_ packets: [PacketLine]) -> [UInt8] { packets.flatMap(\.encoded) }

    private static let advertisement = encode([
        .text("version 2"), .text("agent=git/2"), .text("ls-refs=unborn"), .text("fetch=shallow filter"),
        .text("object-format=sha1"), .flush,
    ])

    private static let fetched = encode([
        .text("shallow-info"), .text("shallow \(id)"), .delimiter, .text("packfile"),
        .data([2] + Array("progress".utf8)), .data([1] + Array("PACK".utf8)), .data([1]), .data([1, 5]), .flush,
    ])

    private func transport(advertisement: [UInt8] = advertisement, answer: [UInt8], size: Int = 100) -> GitTransport {
        GitTransport(
            advertise: { () async throws(GitError) in advertisement },
            command: { (_, _, receive) async throws(GitError) in
                var rest = answer[...]
                while !rest.isEmpty {
                    do { try receive(Array(rest.prefix(size))) } catch {
                        throw GitError(.transport, operation: "test", message: "the receiver refused")
                    }
                    rest = rest.dropFirst(size)
                }
            }
        )
    }

    private func fetch(_ answer: [UInt8], size: Int = 100, limits: UploadPackClient.Limits = .init()) async throws
        -> FetchedPack
    {
        let client = try await UploadPackClient(transport(answer: answer, size: size), limits: limits)
        let path = ScratchDirectory.current.path("pack-\(UInt64.random(in: .min ... .max))")
        return try await client.fetch(FetchRequest(wants: []), to: path)
    }

    @Test(arguments: [1, 3, 1000]) func `a pack arrives in any pieces`(size: Int) async throws {
        let pack = try await fetch(Self.fetched, size: size)
        #expect(pack.size == 5)
        #expect(pack.shallow == [try #require(ObjectID(Self.id))])
    }

    @Test func `a response that is cut off anywhere is an error`() async throws {
        for count in 0..<Self.fetched.count {
            await #expect(throws: GitError.self) { try await fetch(Array(Self.fetched.prefix(count))) }
        }
    }

    @Test func `a flipped bit is an error or a pack`() async throws {
        for index in Self.fetched.indices {
            for bit in 0..<8 {
                var bytes = Self.fetched
                bytes[index] ^= 1 << bit
                do { _ = try await fetch(bytes) } catch { #expect(error is GitError) }
            }
        }
    }

    @Test(arguments: [
        ([PacketLine.text("ERR upload-pack: not our ref aaaa")], GitError.Code.commitNotFound),
        ([.text("ERR \u{1B}[31mno\u{202E}\u{0}")], .remote),
        ([.text("packfile"), .data(Array("\u{3}fatal: \u{7}out".utf8))], .remote),
        ([.text("packfile"), .data([4])], .protocolViolation),
        ([.text("packfile"), .data([])], .protocolViolation),
        ([.text("packfile-uris")], .protocolViolation),
        ([.flush], .protocolViolation),
        ([.text("packfile"), .data([1, 1]), .flush, .flush], .protocolViolation),
        ([.text("shallow-info"), .text("shallow xyz")], .protocolViolation),
    ])
    func `what the server says instead is told in plain text`(packets: [PacketLine], code: GitError.Code) async throws {
        let error = await #expect(throws: GitError.self) { try await fetch(Self.encode(packets)) }
        #expect(error?.code == code)
        let hasControls = error?.message.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E } ?? true
        #expect(!hasControls)
    }

    @Test func `a server's message is cut short`() async throws {
        let error = await #expect(throws: GitError.self) {
            try await fetch(Self.encode([.text("ERR " + String(repeating: "x", count: 60_000))]))
        }
        #expect((error?.message.utf8.count ?? 0) < 500)
    }

    @Test func `an endless pack ends at the limit`() async throws {
        var limits = UploadPackClient.Limits()
        limits.packBytes = 1000
        let packets = Array(repeating: PacketLine.data([1] + Array(repeating: 0, count: 200)), count: 10)
        let error = await #expect(throws: GitError.self) {
            try await fetch(Self.encode([.text("packfile")] + packets), limits: limits)
        }
        #expect(error?.code == .limit)
    }

    @Test(arguments: [
        ([PacketLine.text("version 1"), .flush], GitError.Code.unsupported),
        ([.text("# service=git-upload-pack"), .flush, .text("\(id) HEAD\0multi_ack"), .flush], .unsupported),
        ([.text("version 2"), .text("ls-refs"), .text("fetch"), .text("object-format=sha256"), .flush], .unsupported),
        ([.text("version 2"), .text("ls-refs"), .flush], .unsupported),
        ([], .unsupported),
    ])
    func `a server without version 2 and SHA-1 is refused`(packets: [PacketLine], code: GitError.Code) async throws {
        let error = await #expect(throws: GitError.self) {
            try await UploadPackClient(transport(advertisement: Self.encode(packets), answer: []))
        }
        #expect(error?.code == code)
    }

    @Test func `both forms of the advertisement are understood`() async throws {
        let old = Self.encode([.text("# service=git-upload-pack"), .flush]) + Self.advertisement
        let client = try await UploadPackClient(transport(advertisement: old, answer: []))
        #expect(client.capabilities.canDeepen && client.capabilities.canFilter)
    }

    @Test func `a damaged advertisement or list of refs is an error or another list`() async throws {
        let list = Self.encode([
            .text("\(Self.id) HEAD symref-target:refs/heads/main"), .text("\(Self.id) refs/tags/v peeled:\(Self.id)"),
            .flush,
        ])
        func ask(_ advertisement: [UInt8], _ list: [UInt8]) async {
            do {
                let client = try await UploadPackClient(transport(advertisement: advertisement, answer: list))
                _ = try await client.references(prefixes: [])
            } catch { #expect(!error.message.isEmpty) }
        }
        for (index, bit) in Self.advertisement.indices.flatMap({ index in (0..<8).map { (index, $0) } }) {
            var damaged = Self.advertisement
            damaged[index] ^= 1 << bit
            await ask(damaged, list)
        }
        for (index, bit) in list.indices.flatMap({ index in (0..<8).map { (index, $0) } }) {
            var damaged = list
            damaged[index] ^= 1 << bit
            await ask(Self.advertisement, damaged)
            await ask(Self.advertisement, Array(list.prefix(index)))
        }
    }

    @Test(arguments: ["\(id)", "\(id) ", "xyz HEAD", "\(id) HEAD peeled:zz", "ERR no"])
    func `a malformed ref is an error`(line: String) async throws {
        let client = try await UploadPackClient(transport(answer: Self.encode([.text(line), .flush])))
        await #expect(throws: GitError.self) { try await client.references(prefixes: []) }
    }

    @Test func `the list of refs has a limit and an end`() async throws {
        var limits = UploadPackClient.Limits()
        limits.referenceCount = 2
        let line = PacketLine.text("\(Self.id) refs/heads/x")
        func ask(_ packets: [PacketLine]) async throws -> Int {
            try await UploadPackClient(transport(answer: Self.encode(packets)), limits: limits).references(prefixes: [])
                .count
        }
        #expect(try await ask([line, line, .flush]) == 2)
        for packets: [PacketLine] in [[line, line, line, .flush], [line], [.flush, line]] {
            await #expect(throws: GitError.self) { try await ask(packets) }
        }
    }
}
