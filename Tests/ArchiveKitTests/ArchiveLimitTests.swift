import ArchiveKit
import Files
import Glibc
import TestSupport
import Testing

@Suite(.scratchDirectory)
struct ArchiveLimitTests {
    private func code(_ bytes: [UInt8], limits: ArchiveLimits = ArchiveLimits(), into name: String = "out")
        -> ArchiveError.Code?
    {
        let scratch = ScratchDirectory.current
        do {
            mkdir(scratch.path(name), 0o755)
            let target = try Directory(path: scratch.path(name))
            defer { try? target.removeContents() }
            _ = try ArchiveReader.extract(
                from: scratch.archive(bytes),
                into: target,
                limits: limits
            )
            return nil
        } catch {
            return (error as? ArchiveError)?.code ?? .library
        }
    }

    private func packed(_ members: [ArchiveMember], _ format: ArchiveFormat) throws -> [UInt8] {
        var archive: [UInt8] = []
        try ArchiveWriter.write(members, format: format) { archive += $0 }
        return archive
    }

    @Test(arguments: [ArchiveFormat.zip, .tarGzip])
    func `zeros that inflate beyond a limit are refused before they are all written`(format: ArchiveFormat) throws {
        let zeros = [UInt8](repeating: 0, count: 20 << 20)
        let members = ["a", "b"].map { ArchiveMember(name: $0, contents: .bytes(zeros)) }
        let archive = try packed(members, format)
        #expect(archive.count < 1 << 20)
        #expect(code(archive) == nil)
        #expect(code(archive, limits: ArchiveLimits(fileBytes: 1 << 20)) == .limit)
        #expect(code(archive, limits: ArchiveLimits(totalBytes: 30 << 20)) == .limit)
        #expect(code(archive, limits: ArchiveLimits(ratio: 100, ratioFreeBytes: 1 << 20)) == .limit)
    }

    @Test(arguments: [ArchiveFormat.zip, .tarGzip])
    func `more members than allowed are refused`(format: ArchiveFormat) throws {
        let members = (0..<2000).map { ArchiveMember(name: "f\($0)", contents: .bytes([])) }
        #expect(code(try packed(members, format), limits: ArchiveLimits(members: 1999)) == .limit)
        #expect(code(try packed(members, format), limits: ArchiveLimits(members: 2000)) == nil)
    }

    @Test func `implied folders count as members`() {
        let deep = (0..<10).map { "d\($0)" }.joined(separator: "/")
        let zip = HandmadeZIP(members: [.init(deep)])
        #expect(code(zip.bytes, limits: ArchiveLimits(members: 9)) == .limit)
        #expect(code(zip.bytes, limits: ArchiveLimits(depth: 9)) == .limit)
        #expect(code(zip.bytes, limits: ArchiveLimits(nameLength: 10)) == .limit)
        #expect(code(zip.bytes, limits: ArchiveLimits(nameBytes: 20)) == .limit)
        #expect(code(zip.bytes) == nil)
    }

    @Test func `members that share one record are refused`() {
        var members = [HandmadeZIP.Member("a", String(repeating: "x", count: 100_000))]
        for index in 0..<50 {
            var member = members[0]
            member.name = Array("b\(index)".utf8)
            member.sharesRecordOf = 0
            members.append(member)
        }
        let bytes = HandmadeZIP(members: members).bytes
        #expect(code(bytes) == .malformed)
    }

    @Test func `a size that lies is refused`() {
        for size: UInt32 in [1, 4, 6, 1 << 20, .max] {
            var member = HandmadeZIP.Member("a", "hello")
            member.claimedSize = size
            #expect(code(HandmadeZIP(members: [member]).bytes) != nil)
        }
        var wide = HandmadeZIP.Member("a", "hello")
        wide.claimedSize = .max
        for high: UInt8 in [0x00, 0x7F, 0xFF] {
            wide.extra = [1, 0, 16, 0] + [UInt8](repeating: 0xFF, count: 7) + [high]
            wide.extra += [UInt8](repeating: 0xFF, count: 7) + [high]
            #expect(code(HandmadeZIP(members: [wide]).bytes) != nil)
        }
        var member = HandmadeTar.Member("a", contents: "hello")
        member.claimedSize = 0o77777777777
        #expect(code(HandmadeTar(members: [member]).bytes) == .limit)
        member.claimedSize = 100_000
        #expect(code(HandmadeTar(members: [member]).bytes) == .malformed)
    }

    @Test(arguments: [ArchiveFormat.zip, .tarGzip])
    func `a truncated archive is refused`(format: ArchiveFormat) throws {
        let members = [
            ArchiveMember(name: "a", contents: .bytes(Array("hello".utf8))),
            ArchiveMember(name: "d/b", contents: .bytes(Array("world".utf8))),
        ]
        let archive = try packed(members, format)
        for count in 0..<archive.count where format == .zip || count.isMultiple(of: 3) {
            let found = code(Array(archive[..<count]))
            // The end of a tar is padding, so its last bytes can be missing.
            if format == .zip || count < archive.count / 2 { #expect(found != nil, "\(count) bytes") }
        }
    }

    @Test(arguments: [ArchiveFormat.zip, .tarGzip])
    func `no flipped bit crashes, or changes a ZIP's file unseen`(format: ArchiveFormat) throws {
        let contents = Array("hello, hello, hello".utf8)
        let archive = try packed([ArchiveMember(name: "a", contents: .bytes(contents))], format)
        let scratch = ScratchDirectory.current
        mkdir(scratch.path("out"), 0o755)
        let target = try Directory(path: scratch.path("out"))
        for bit in 0..<(archive.count * 8) {
            var damaged = archive
            damaged[bit / 8] ^= 1 << (bit % 8)
            defer { try? target.removeContents() }
            let file = try scratch.archive(damaged)
            guard (try? ArchiveReader.extract(from: file, into: target)) != nil, format == .zip else { continue }
            // Nothing protects a name or a kind; the contents have a checksum.
            for entry in try target.entries() where entry.status.kind == .regular && entry.status.size > 0 {
                #expect(try target.file(entry: entry.name).readToEnd(limit: 1 << 20) == contents, "bit \(bit)")
            }
        }
    }
}
