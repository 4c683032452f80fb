import Builds
import GitKit
import TestSupport
import Testing

@Suite(.scratchDirectory)
struct ObjectsTagTests {
    private static let commit = Handmade.commit(Handmade.tree())

    private static func tag(_ object: ObjectID, type: String, name: String = "v1") -> Handmade.Object {
        let text = "object \(object)\ntype \(type)\ntag \(name)\ntagger a <a@example.org> 1700000000 +0000\n\nm\n"
        return Handmade.Object(kind: 4, content: Array(text.utf8))
    }

    @Test func `tags that git made lead to their commit`() throws {
        let repository = try ObjectsRepository.make()
        try repository.commitAll()
        try repository.git("tag", "-a", "-m", "m", "inner")
        try repository.git("tag", "-a", "-m", "m", "outer", "inner")
        let raw = try ["outer", "inner"].map { try repository.git("cat-file", "tag", $0) }
        let (outer, commit) = (try repository.id("outer"), try repository.id("main"))
        #expect(try TagObject.peel(outer, through: raw) == commit)
        #expect(try TagObject(parsing: raw[0], id: outer).name == "outer")
        let missing = #expect(throws: GitError.self) { try TagObject.peel(outer, through: [raw[0]]) }
        #expect(missing?.code == .notFound)
        #expect(throws: GitError.self) { try TagObject.peel(outer, through: [raw[1], raw[0]]) }
        #expect(throws: GitError.self) { try TagObject.peel(outer, through: raw + [raw[1]]) }
    }

    @Test(arguments: [(8, true), (9, false)])
    func `tags are followed through one another up to the limit`(count: Int, isAccepted: Bool) throws {
        var tags = [Self.tag(Self.commit.id, type: "commit")]
        while tags.count < count { tags.insert(Self.tag(tags[0].id, type: "tag"), at: 0) }
        let raw = tags.map(\.content)
        if isAccepted {
            #expect(try TagObject.peel(tags[0].id, through: raw) == Self.commit.id)
        } else {
            let error = #expect(throws: GitError.self) { try TagObject.peel(tags[0].id, through: raw) }
            #expect(error?.code == .limit)
        }
    }

    @Test(arguments: [
        "", "object x\n", "type commit\n", "tag v1\n", "object \(ObjectID.zero)\ntype commit\n",
        "object \(ObjectID.zero)\ntype COMMIT\ntag v1\n", "object \(ObjectID.zero)\ntype commit\ntag ../x\n",
        "object \(ObjectID.zero)\ntype commit\ntag v1", "object \(ObjectID.zero) \ntype commit\ntag v1\n",
        "object \(ObjectID.zero)\r\ntype commit\r\ntag v1\r\n", "object \(ObjectID.zero)\ntype commit\ntag \n",
    ])
    func `what is not a tag is refused`(text: String) {
        let tag = Handmade.Object(kind: 4, content: Array(text.utf8))
        let error = #expect(throws: GitError.self) { try TagObject(parsing: tag.content, id: tag.id) }
        #expect(error?.code == .malformed)
    }

    @Test func `a tag of a tree leads to no commit`() {
        let tag = Self.tag(Handmade.tree().id, type: "tree")
        #expect(throws: GitError.self) { try TagObject.peel(tag.id, through: [tag.content]) }
    }

    @Test func `every truncation and every flipped bit of a tag is refused`() {
        let tag = Self.tag(Self.commit.id, type: "commit")
        for length in tag.content.indices {
            #expect(throws: GitError.self) { try TagObject(parsing: Array(tag.content[..<length]), id: tag.id) }
        }
        for index in tag.content.indices {
            for bit in 0..<8 {
                var changed = tag.content
                changed[index] ^= 1 << UInt8(bit)
                #expect(throws: GitError.self) { try TagObject(parsing: changed, id: tag.id) }
            }
        }
    }
}
