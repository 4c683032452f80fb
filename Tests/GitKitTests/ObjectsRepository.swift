import Builds
import Files
import Foundation
import GitKit
import Glibc
import TestSupport
import Testing

/// A repository made by the real git in the scratch directory of the running test.
struct ObjectsRepository {
    struct Failed: Error { let message: String }

    let path: String

    /// Makes a repository with a work tree and no commit.
    static func make(_ name: String = "repository") throws -> ObjectsRepository {
        let repository = ObjectsRepository(path: ScratchDirectory.current.path(name))
        try FileManager.default.createDirectory(atPath: repository.path, withIntermediateDirectories: true)
        try repository.git("init", "-q", "-b", "main")
        return repository
    }

    /// A repository whose branch `main` is what `git fast-import` makes of `stream`; the work tree stays empty.
    static func importing(_ stream: String) throws -> ObjectsRepository {
        let repository = try make()
        try repository.git("fast-import", "--quiet", input: Array(stream.utf8))
        return repository
    }

    /// Runs git with nothing of this machine's settings and gives its output.
    @discardableResult
    func git(_ arguments: String..., input: [UInt8] = []) throws -> [UInt8] {
        let run = try ProgramRun(
            "/usr/bin/git",
            ["-C", path] + arguments,
            environment: [
                "HOME": ScratchDirectory.current.path, "PATH": "/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1",
                "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_AUTHOR_DATE": "1700000000 +0000",
                "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org",
                "GIT_COMMITTER_DATE": "1700000000 +0000",
            ],
            input: input
        )
        guard run.status == 0 else { throw Failed(message: "git \(arguments)") }
        return run.output
    }

    /// Runs git and gives its output as text without the newline at the end.
    func text(_ arguments: String...) throws -> String {
        let process = try arguments.count == 2 ? git(arguments[0], arguments[1]) : git(arguments[0])
        return String(decoding: process, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    /// The name of an object.
    func id(_ revision: String) throws -> ObjectID {
        try #require(ObjectID(try text("rev-parse", revision)))
    }

    /// Writes a file into the work tree.
    func write(_ contents: String, to name: String) throws {
        let url = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(contents.utf8).write(to: url)
    }

    /// Commits everything in the work tree.
    func commitAll(_ message: String = "m") throws {
        try git("add", "-A")
        try git("commit", "-q", "--allow-empty", "-m", message)
    }

    /// A pack with everything that is reachable from `revisions`; those that begin with `^` are left out.
    func pack(_ revisions: String...) throws -> [UInt8] {
        let lines = Array((revisions.joined(separator: "\n") + "\n").utf8)
        return try git("pack-objects", "--revs", "--stdout", "-q", input: lines)
    }

    /// An object directory that holds this pack alone.
    static func objectDirectory(
        _ pack: [UInt8],
        limits: PackLimits = PackLimits()
    ) throws -> (path: String, summary: PackIndexer.Summary) {
        let path = ScratchDirectory.current.path("objects-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: path + "/pack", withIntermediateDirectories: true)
        return (path, try PackIndexer.index(try pack.descriptor(), into: path, limits: limits))
    }

    /// The stream that the exporter writes of a commit.
    func stream(_ revision: String = "main", limits: SourceLimits = SourceLimits()) throws -> [UInt8] {
        let objects = try Self.objectDirectory(try pack(revision)).path
        let commit = try id(revision)
        return try Array.written { output throws(GitError) in
            try ObjectExporter.export(objectDirectory: objects, commit: commit, to: output, limits: limits)
        }
    }
}

extension [UInt8] {
    /// A file in memory with these bytes, at its start.
    func descriptor() throws -> FileDescriptor {
        let file = try namelessFile()
        try file.write(self[...])
        try file.seek(to: 0)
        return file
    }

    /// What `body` writes to the descriptor that it gets.
    static func written(_ body: (consuming FileDescriptor) throws(GitError) -> Void) throws -> [UInt8] {
        let file = try namelessFile()
        try body(try file.duplicate())
        try file.seek(to: 0)
        return try file.readToEnd(limit: 1 << 30)
    }
}

/// A new file without a name.
private func namelessFile() throws -> FileDescriptor {
    var template = Array("/dev/shm/assay-test-XXXXXX".utf8CString)
    let number = mkstemp(&template)
    guard number >= 0 else { throw CocoaError(.fileWriteUnknown) }
    unlink(template)
    return FileDescriptor(owning: number)
}

/// Reads a stream, keeping nothing.
func readSource(
    _ stream: [UInt8],
    commit: ObjectID,
    limits: SourceLimits = SourceLimits()
) throws -> VerifiedSource {
    try ObjectStreamReader(try stream.descriptor(), limits: limits).read(commit: commit, into: EntryDiscarder()).source
}

/// Reads a stream into the folder `name` of the scratch directory.
func writeSource(
    _ stream: [UInt8],
    commit: ObjectID,
    into name: String = "tree",
    rootFileLimits: RootFiles.Limits = RootFiles.Limits()
) throws -> (source: VerifiedSource, output: RootFiles) {
    let path = ScratchDirectory.current.path(name)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let writer = try TreeWriter(into: try Directory(path: path), rootFileLimits: rootFileLimits)
    return try ObjectStreamReader(try stream.descriptor()).read(commit: commit, into: writer)
}
