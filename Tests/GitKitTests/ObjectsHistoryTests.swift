import Builds
import Foundation
import GitKit
import TestSupport
import Testing

@Suite(.scratchDirectory)
struct ObjectsHistoryTests {
    /// 300 commits on `main` with a merge of `side` at the end, and `other`, which shares nothing.
    private func history() throws -> ObjectsRepository {
        func commit(_ ref: String, _ number: Int, _ rest: String = "") -> String {
            "commit refs/heads/\(ref)\nmark :\(number)\ncommitter a <a@example.org> \(1_700_000_000 + number) +0000\n"
                + "data 1\nm\n\(rest)\n"
        }
        var stream = (1...300).map { commit("main", $0) }.joined()
        stream += commit("side", 301, "from :10") + commit("other", 302)
        stream += commit("main", 303, "from :300\nmerge :301")
        return try ObjectsRepository.importing(stream)
    }

    private func proof(_ commit: ObjectID, _ tip: ObjectID, _ objects: String) throws -> [UInt8] {
        try [UInt8].written { output throws(GitError) in
            try CommitChainExporter.export(commit: commit, fromTip: tip, objectDirectory: objects, to: output)
        }
    }

    private func proves(_ stream: [UInt8], _ commit: ObjectID, _ tip: ObjectID) throws -> Bool {
        try CommitChainReader.proves(commit: commit, isReachableFrom: tip, reading: try stream.descriptor())
    }

    @Test(arguments: [("main", true), ("main~1", true), ("main~300", true), ("side", true), ("other", false)])
    func `ancestors are found and proven, others are not`(revision: String, isAncestor: Bool) throws {
        let repository = try history()
        let (commit, tip) = (try repository.id(revision), try repository.id("main"))
        let objects = try ObjectsRepository.objectDirectory(try repository.pack("main")).path
        #expect(try PackInspector.contains(commit: commit, fromTip: tip, objectDirectory: objects) == isAncestor)
        #expect(try proves(try proof(commit, tip, objects), commit, tip) == isAncestor)
    }

    @Test func `a commit that the pack leaves out is met as a parent`() throws {
        let repository = try history()
        let (commit, tip) = (try repository.id("main~100"), try repository.id("main"))
        let objects = try ObjectsRepository.objectDirectory(try repository.pack("main", "^main~100")).path
        let stream = try proof(commit, tip, objects)
        #expect(try proves(stream, commit, tip))
        let other = try repository.id("other")
        #expect(try PackInspector.contains(commit: other, fromTip: tip, objectDirectory: objects) == false)
        #expect(throws: GitError.self) { try proves(stream, other, tip) }
        #expect(throws: GitError.self) { try proves(stream, commit, other) }
    }

    @Test func `a search beyond the limit is an error`() throws {
        let repository = try history()
        let objects = try ObjectsRepository.objectDirectory(try repository.pack("main")).path
        let (commit, tip) = (try repository.id("other"), try repository.id("main"))
        var limits = HistoryLimits()
        limits.commits = 100
        let error = #expect(throws: GitError.self) {
            try PackInspector.contains(commit: commit, fromTip: tip, objectDirectory: objects, limits: limits)
        }
        #expect(error?.code == .limit)
        let stream = try proof(try repository.id("main~200"), tip, objects)
        let reading = #expect(throws: GitError.self) {
            try CommitChainReader.proves(
                commit: try repository.id("main~200"),
                isReachableFrom: tip,
                reading: try stream.descriptor(),
                limits: limits
            )
        }
        #expect(reading?.code == .limit)
    }

    static let tree = Handmade.tree()
    static let wanted = Handmade.commit(tree, message: "wanted")
    static let child = Handmade.commit(tree, parents: [wanted.id], message: "child")
    static let tip = Handmade.commit(tree, parents: [child.id], message: "tip")
    static let stranger = Handmade.commit(tree, parents: [wanted.id], message: "stranger")

    @Test func `a chain is accepted only whole and in order`() throws {
        let (wanted, child, tip, stranger) = (Self.wanted, Self.child, Self.tip, Self.stranger)
        #expect(try proves(Handmade.chain(tip, child), wanted.id, tip.id))
        #expect(try proves(Handmade.chain(), wanted.id, tip.id) == false)
        #expect(try proves(Handmade.chain(), tip.id, tip.id))
        let lies = [
            Handmade.chain(tip), Handmade.chain(child), Handmade.chain(child, tip), Handmade.chain(tip, stranger),
            Handmade.chain(stranger), Handmade.chain(tip, child, wanted), Handmade.chain(tip, tip, child),
            Handmade.chain(tip, child) + [0], Handmade.source(tip, child),
            Handmade.chainStart + tip.frame() + stranger.frame(raw: child.raw) + [0],
            Handmade.chainStart + tip.frame() + child.frame(kind: 2) + [0],
            Handmade.chainStart + tip.frame(length: .max) + [0],
            Handmade.chainStart + tip.frame(length: 1 << 50) + [0],
        ]
        for (index, lie) in lies.enumerated() {
            #expect(throws: GitError.self, "\(index)") { try proves(lie, wanted.id, tip.id) }
        }
    }

    @Test func `a parent that only the message names is none`() throws {
        let liar = Handmade.commit(Self.tree, message: "parent \(Self.wanted.id)")
        #expect(throws: GitError.self) { try proves(Handmade.chain(liar), Self.wanted.id, liar.id) }
    }

    @Test func `no truncation or flipped bit of a chain proves anything`() throws {
        let stream = Handmade.chain(Self.tip, Self.child)
        for length in stream.indices {
            #expect(throws: GitError.self) { try proves(Array(stream[..<length]), Self.wanted.id, Self.tip.id) }
        }
        for index in stream.indices {
            for bit in 0..<8 {
                var changed = stream
                changed[index] ^= 1 << UInt8(bit)
                #expect(throws: GitError.self) { try proves(changed, Self.wanted.id, Self.tip.id) }
            }
        }
    }
}
