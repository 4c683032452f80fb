import Builds
import Bytes
import Files
import GitKit
import OpenSSLKit
import Sandbox
import Toolchains

/// An uploaded archive: unpacked by a child, read again by the pipeline.
struct UploadSource: Sendable {
    /// The most of a file at the top of the project that planning reads, in bytes.
    private static let plannedFileLimit = 8 << 20
    /// The deepest folders that are read.
    private static let depthLimit = 64

    let job: PipelineJob
    let workspace: Workspace
    let child: IsolatedChild
    let log: BuildLog

    func run(_ request: UploadRequest) async throws -> PreparedSource {
        guard let path = job.uploadPath else {
            throw BuildFailure(.internalError, "the uploaded archive is missing")
        }
        let archive = try FileDescriptor(path: path).hash(limit: request.size)
        guard archive.sha256 == request.sha256, archive.size == request.size else {
            throw BuildFailure(.sourceInvalid, "the uploaded archive is not the one that was received")
        }
        log.info("Unpacking an archive with SHA-256 \(archive.sha256)")
        let topFolder = try await child.run(
            .archive,
            input: path,
            writable: [Sandbox.Bind(workspace.source, at: IsolatedWork.target)]
        ) { stream in String(decoding: try stream.readToEnd(limit: 4096), as: UTF8.self) }
        try moveUp(topFolder)
        var tree = UploadedTree(depthLimit: Self.depthLimit)
        try tree.read(Directory(path: workspace.source))
        return PreparedSource(
            identity: SourceIdentity(origin: .upload(sha256: archive.sha256), treeSHA256: tree.sha256()),
            files: try files(),
            name: "upload-\(archive.sha256.prefix(12))"
        )
    }

    /// Makes the one folder that holds everything the project's directory.
    private func moveUp(_ topFolder: String) throws {
        guard !topFolder.isEmpty else { return }
        let build = try Directory(path: workspace.build)
        try build.rename("source/\(topFolder)", to: "unpacked")
        try build.removeTree("source")
        try build.rename("unpacked", to: "source")
    }

    private func files() throws -> ProjectFiles {
        let top = try Directory(path: workspace.source)
        var entries: [String: ProjectFiles.Entry] = [:]
        for entry in try top.entries() {
            guard let name = entry.text else { continue }
            switch entry.status.kind {
            case .regular where entry.status.size <= Self.plannedFileLimit:
                entries[name] = .file(try top.file(name).readToEnd(limit: Self.plannedFileLimit))
            case .regular: entries[name] = .tooLarge
            case .directory: entries[name] = .directory
            case .symbolicLink: entries[name] = .symbolicLink
            case .special: throw BuildFailure(.sourceInvalid, "the archive left something that is no file")
            }
        }
        return ProjectFiles(entries)
    }
}

/// The files of an unpacked archive, with the digest that a commit's tree has.
private struct UploadedTree {
    private let depthLimit: Int
    private var entries: [SourceEntry] = []

    init(depthLimit: Int) { self.depthLimit = depthLimit }

    mutating func read(_ top: borrowing Directory) throws { try read(top, prefix: [], depth: 0) }

    private mutating func read(_ directory: borrowing Directory, prefix: [UInt8], depth: Int) throws {
        guard depth < depthLimit else { throw BuildFailure(.sourceInvalid, "the archive's folders are too deep") }
        for entry in try directory.entries() {
            let path = prefix + entry.name
            switch entry.status.kind {
            case .directory:
                try read(directory.directory(entry: entry.name), prefix: path + [UInt8(ascii: "/")], depth: depth + 1)
            case .regular:
                let copy = try directory.file(entry: entry.name).hash()
                let mode: TreeEntryMode = entry.status.mode & 0o100 == 0 ? .file : .executable
                append(path, mode, size: copy.size, sha256: copy.sha256)
            case .symbolicLink:
                let target = try directory.linkTarget(of: entry.name)
                append(path, .symlink, size: target.count, sha256: Self.sha256(target))
            case .special: throw BuildFailure(.sourceInvalid, "the archive left something that is no file")
            }
        }
    }

    private mutating func append(_ path: [UInt8], _ mode: TreeEntryMode, size: Int, sha256: String) {
        entries.append(SourceEntry(path: path, mode: mode, content: .blob(size: size, sha256: sha256)))
    }

    private static func sha256(_ bytes: [UInt8]) -> String { DigestAlgorithm.sha256.digest(bytes).hexadecimal }

    func sha256() -> String {
        var digest = TreeDigest()
        for entry in entries.sorted(by: { $0.path.lexicographicallyPrecedes($1.path) }) { digest.append(entry) }
        return digest.finish()
    }
}
