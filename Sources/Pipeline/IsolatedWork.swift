import ArchiveKit
package import Builds
import Files
import GitKit

/// Work on hostile bytes that a child does, in a sandbox without network that sees those bytes and nothing else.
///
/// The child's input is the file on its standard input, its result what it writes to standard output.
package enum IsolatedWork: Sendable, Equatable {
    /// Index a pack and write the objects of a commit.
    case source(ObjectID)
    /// Write the chain of annotated tags from one on, of objects that are indexed already.
    case tags(ObjectID)
    /// Index a pack and write commits that show `commit` to be an ancestor of `tip`.
    case history(commit: ObjectID, tip: ObjectID)
    /// Unpack an archive.
    case archive

    /// Where the child finds and keeps indexed objects.
    static let objects = "/objects"
    /// Where the child unpacks.
    static let target = "/target"

    /// The arguments after the subcommand's name.
    var arguments: [String] {
        switch self {
        case .source(let commit): ["source", commit.description]
        case .tags(let tag): ["tags", tag.description]
        case .history(let commit, let tip): ["history", commit.description, tip.description]
        case .archive: ["archive"]
        }
    }

    /// Reads ``arguments``.
    package init?(arguments: [String]) {
        let ids = arguments.dropFirst().compactMap { ObjectID($0) }
        switch (arguments.first, ids.count, arguments.count) {
        case ("source", 1, 2): self = .source(ids[0])
        case ("tags", 1, 2): self = .tags(ids[0])
        case ("history", 2, 3): self = .history(commit: ids[0], tip: ids[1])
        case ("archive", 0, 1): self = .archive
        default: return nil
        }
    }

    /// Does the work; runs in the child only.
    package func perform() throws {
        let input = FileDescriptor(owning: 0)
        let output = FileDescriptor(owning: 1)
        switch self {
        case .source(let commit):
            _ = try PackIndexer.index(input, into: Self.objects)
            try ObjectExporter.export(objectDirectory: Self.objects, commit: commit, to: output)
        case .tags(let tag):
            try TagChainExporter.export(tag: tag, objectDirectory: Self.objects, to: output)
        case .history(let commit, let tip):
            _ = try PackIndexer.index(input, into: Self.objects)
            try CommitChainExporter.export(commit: commit, fromTip: tip, objectDirectory: Self.objects, to: output)
        case .archive:
            let archive = try ArchiveReader.extract(from: input, into: Directory(path: Self.target))
            try output.write(Array((archive.topFolder ?? "").utf8))
        }
    }
}
