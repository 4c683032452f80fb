import Builds
import Bytes
import Files
import Foundation
import GitKit
import OpenSSLKit
import TestSupport
import Testing

@Suite(.scratchDirectory)
struct ObjectsPackTests {
    private func sample() throws -> (repository: ObjectsRepository, pack: [UInt8]) {
        let repository = try ObjectsRepository.make()
        for number in 0..<20 { try repository.write("line \(number)\n", to: "f\(number)") }
        try repository.commitAll()
        return (repository, try repository.pack("main"))
    }

    /// A repository with a file of `size` zeros, which deflate makes very small.
    private func bomb(_ size: Int) throws -> ObjectsRepository {
        let repository = try ObjectsRepository.make()
        let path = repository.path + "/zeros"
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        try #require(FileHandle(forWritingAtPath: path)).truncate(atOffset: UInt64(size))
        try repository.git("-c", "core.bigFileThreshold=1m", "add", "-A")
        try repository.git("commit", "-q", "-m", "m")
        return repository
    }

    private func expect(_ code: GitError.Code, _ pack: [UInt8], _ limits: PackLimits = PackLimits()) {
        let error = #expect(throws: GitError.self) { try ObjectsRepository.objectDirectory(pack, limits: limits) }
        #expect(error?.code == code, "\(String(describing: error))")
    }

    @Test func `a pack is indexed`() throws {
        let pack = try sample().pack
        let summary = try ObjectsRepository.objectDirectory(pack).summary
        #expect(summary.objects == 22)
        #expect(summary.size == pack.count)
        #expect(summary.inflatedSize > 20 * 7)
    }

    @Test func `what is not a pack is refused`() {
        expect(.malformed, [])
        expect(.malformed, Array("PACK".utf8))
        expect(.malformed, Array("<html>not found</html>".utf8))
        expect(.malformed, Array("PACK".utf8) + [0, 0, 0, 4, 0, 0, 0, 1])
        expect(.notFound, Array("PACK".utf8) + [0, 0, 0, 2, 0, 0, 0, 0])
    }

    @Test func `a pack that says it holds a thousand million objects is refused at once`() {
        expect(.limit, Array("PACK".utf8) + [0, 0, 0, 2, 0x3B, 0x9A, 0xCA, 0x00])
    }

    @Test func `a pack that holds fewer or more objects than it says is refused`() throws {
        let pack = try sample().pack
        for count in [21, 23] as [UInt8] {
            var changed = Array(pack.dropLast(20))
            changed[11] = count
            expect(.malformed, changed + DigestAlgorithm.sha1.digest(changed))
        }
    }

    @Test func `truncations and every damaged byte of a pack are refused`() throws {
        let repository = try ObjectsRepository.make()
        try repository.write("x", to: "f")
        try repository.commitAll()
        let pack = try repository.pack("main")
        for length in stride(from: 0, to: pack.count, by: 5) { expect(.malformed, Array(pack[..<length])) }
        for index in pack.indices {
            var changed = pack
            changed[index] ^= UInt8(1 << (index % 8))
            #expect(throws: GitError.self) { try ObjectsRepository.objectDirectory(changed) }
        }
    }

    @Test func `bytes after a pack are refused`() throws {
        expect(.malformed, try sample().pack + [0])
    }

    @Test func `a file of zeros larger than the limit is refused`() throws {
        let pack = try bomb(200 << 20).pack("main")
        #expect(pack.count < 1 << 20)
        var limits = PackLimits()
        limits.objectSize = 1 << 20
        expect(.limit, pack, limits)
    }

    @Test func `files of zeros larger than the limits together are refused`() throws {
        let repository = try bomb(8 << 20)
        var limits = PackLimits()
        limits.totalSize = 4 << 20
        expect(.limit, try repository.pack("main"), limits)
        var source = SourceLimits()
        source.fileSize = 1 << 20
        let error = #expect(throws: GitError.self) { try repository.stream(limits: source) }
        #expect(error?.code == .limit)
    }

    @Test func `a pack larger than the limit is refused`() throws {
        var limits = PackLimits()
        limits.packSize = 100
        expect(.limit, try sample().pack, limits)
        limits = PackLimits()
        limits.objects = 21
        expect(.limit, try sample().pack, limits)
    }

    @Test(arguments: [((1 << 30) + 1, .limit), (5 << 30, .malformed), (1 << 41, .malformed)] as [(Int, GitError.Code)])
    func `a delta that says it makes a huge object is refused`(size: Int, code: GitError.Code) throws {
        let base = Deflate.entry(3, size: 1) + Deflate.stored([0x61])
        let delta: [UInt8] = [0x01] + Deflate.size(size) + [0x90, 0x01]
        let second = Deflate.entry(6, size: delta.count) + [UInt8(base.count)] + Deflate.stored(delta)
        let body = Array("PACK".utf8) + [0, 0, 0, 2, 0, 0, 0, 2] + base + second
        expect(code, body + DigestAlgorithm.sha1.digest(body))
    }

    @Test func `a small delta that makes a large object is refused`() throws {
        // 65535 bytes are copied a thousand times over.
        let base = [UInt8](repeating: 0x61, count: 65535)
        let copies = (0..<1000).flatMap { _ in [0xB0, 0xFF, 0xFF] as [UInt8] }
        let delta = Deflate.size(base.count) + Deflate.size(base.count * 1000) + copies
        let name = DigestAlgorithm.sha1.digest(Array("blob \(base.count)\0".utf8) + base)
        let body =
            Array("PACK".utf8) + [0, 0, 0, 2, 0, 0, 0, 2]
            + Deflate.entry(3, size: base.count) + Deflate.stored(base)
            + Deflate.entry(7, size: delta.count) + name + Deflate.stored(delta)
        let pack = body + DigestAlgorithm.sha1.digest(body)
        #expect(try ObjectsRepository.objectDirectory(pack).summary.inflatedSize == base.count * 1001)
        var limits = PackLimits()
        limits.objectSize = 1 << 20
        expect(.limit, pack, limits)
    }

    @Test func `a delta against an object outside of the pack is refused`() throws {
        let delta: [UInt8] = [0x01, 0x01, 0x90, 0x01]
        let entry: [UInt8] = [0x70 | UInt8(delta.count)] + Array(repeating: 7, count: 20) + Deflate.stored(delta)
        let body = Array("PACK".utf8) + [0, 0, 0, 2, 0, 0, 0, 1] + entry
        expect(.malformed, body + DigestAlgorithm.sha1.digest(body))
    }

    @Test func `a pack without the commit that was asked for exports nothing`() throws {
        let objects = try ObjectsRepository.objectDirectory(try sample().pack).path
        let error = #expect(throws: GitError.self) {
            try [UInt8].written { output throws(GitError) in
                try ObjectExporter.export(objectDirectory: objects, commit: .zero, to: output)
            }
        }
        #expect(error?.code == .notFound)
    }

    @Test func `a pack without one of the files is refused`() throws {
        let (repository, _) = try sample()
        let commit = try repository.id("main")
        let names = "\(commit)\n\(try repository.id("main^{tree}"))\n\(try repository.id("main:f0"))\n"
        let pack = try repository.git("pack-objects", "--stdout", "-q", input: Array(names.utf8))
        let objects = try ObjectsRepository.objectDirectory(pack).path
        let error = #expect(throws: GitError.self) {
            try [UInt8].written { output throws(GitError) in
                try ObjectExporter.export(objectDirectory: objects, commit: commit, to: output)
            }
        }
        #expect(error?.code == .notFound)
    }
}

/// Parts of packs, and bytes in the form of zlib without compression (RFC 1950, RFC 1951 section 3.2.4).
enum Deflate {
    /// A number as it stands in a delta: seven bits a byte, the least significant first.
    static func size(_ value: Int) -> [UInt8] {
        value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + size(value >> 7)
    }

    /// The start of an object in a pack.
    static func entry(_ kind: UInt8, size: Int) -> [UInt8] {
        [kind << 4 | UInt8(size & 0x0F) | (size > 0x0F ? 0x80 : 0)] + (size > 0x0F ? Self.size(size >> 4) : [])
    }

    static func stored(_ bytes: [UInt8]) -> [UInt8] {
        let length = UInt16(bytes.count)
        let lengths = [UInt8(length & 0xFF), UInt8(length >> 8), UInt8(~length & 0xFF), UInt8(~length >> 8)]
        var (a, b) = (UInt32(1), UInt32(0))
        for byte in bytes {
            a = (a + UInt32(byte)) % 65521
            b = (b + a) % 65521
        }
        return [0x78, 0x01, 0x01] + lengths + bytes
            + [UInt8(b >> 8), UInt8(b & 0xFF), UInt8(a >> 8), UInt8(a & 0xFF)]
    }
}
