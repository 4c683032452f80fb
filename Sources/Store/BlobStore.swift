package import Builds
import Glibc

/// The files of builds: uploaded sources, artifacts, provenance, evidence, logs.
///
/// ```
/// <data>/sources/<sha256>
/// <data>/builds/<id>/{provenance.json, provenance.intoto.jsonl, evidence.json, SHA256SUMS, build.log}
/// <data>/builds/<id>/artifacts/<name>
/// <data>/builds/<id>/build-config/<name>
/// <data>/tmp/                            unfinished; may be removed whenever nothing runs
/// ```
///
/// A file gets its name by a rename when it is complete and on the disk, and is never written to again.
package struct BlobStore: Sendable {
    /// The largest upload or artifact unless the caller says otherwise: 16 GiB.
    package static let defaultSizeLimit = 16 << 30

    /// The absolute or relative path that the store was opened with.
    package let path: String
    private let root: RootFolder

    /// Opens the store in the folder at `path`, making it with mode 0700 if it is not there.
    package init(path: String) throws(StoreError) {
        self.path = path
        root = try RootFolder(path: path)
    }

    /// Begins a file; nothing is visible before ``BlobWriter/commit(_:)``.
    package func makeWriter(sizeLimit: Int = defaultSizeLimit) throws(StoreError) -> BlobWriter {
        try BlobWriter(root: root, sizeLimit: sizeLimit)
    }

    /// Writes a small file.
    @discardableResult
    package func write(_ bytes: [UInt8], to name: BlobName) async throws(StoreError) -> BlobWriter.Summary {
        let writer = try makeWriter()
        try await writer.write(bytes)
        return try await writer.commit { _ in name }
    }

    /// Opens a file for reading; throws ``StoreError/Code/notFound`` for one that is not there, or is no plain file.
    package func open(_ name: BlobName) async throws(StoreError) -> BlobFile {
        let (root, path) = (root, name.path)
        return try await BlockingQueue.run { () throws(StoreError) in
            let folder = try FileDescriptor(folders: path.folders, below: root.descriptor.number, create: false)
            return try BlobFile(FileDescriptor(path.name, in: folder.number, O_RDONLY | O_NONBLOCK))
        }
    }

    /// The path of a file, for programs that can only be given one; the file need not exist.
    package func path(of name: BlobName) -> String {
        let (folders, file) = name.path
        return ([path] + folders + [file]).joined(separator: "/")
    }

    /// Makes an empty folder on the same disk for the output of one attempt of a build; see ``adopt(_:as:)``.
    package func makeStagingFolder() async throws(StoreError) -> String {
        let root = root
        let name = try BuildStore.randomHexadecimal(16)
        try await BlockingQueue.run { () throws(StoreError) in
            let folder = try FileDescriptor(folders: ["tmp"], below: root.descriptor.number, create: true)
            _ = try FileDescriptor(folders: [name], below: folder.number, create: true)
        }
        return "\(path)/tmp/\(name)"
    }

    /// Makes a staging folder, complete as `assay build` writes it, the folder of a build: all of it or nothing.
    ///
    /// What a former attempt left under that name is set aside among the temporary files. Nobody else may write to the
    /// staging folder any more.
    package func adopt(_ stagingFolder: String, as id: BuildID) async throws(StoreError) {
        let root = root
        let name = String(stagingFolder.split(separator: "/").last ?? "")
        let aside = try BuildStore.randomHexadecimal(16)
        try await BlockingQueue.run { () throws(StoreError) in
            let source = try FileDescriptor(folders: ["tmp"], below: root.descriptor.number, create: false)
            let target = try FileDescriptor(folders: ["builds"], below: root.descriptor.number, create: true)
            let staging = try FileDescriptor(folders: [name], below: source.number, create: false)
            try Self.synchronizeTree(staging, depth: 2)
            if renameat(target.number, id.description, source.number, aside) != 0, errno != ENOENT {
                throw FileError.last("renameat", "a former folder")
            }
            guard renameat(source.number, name, target.number, id.description) == 0 else {
                throw FileError.last("renameat", "a staging folder")
            }
            try target.synchronize()
        }
    }

    /// The names below `sources`, `builds` and `tmp`, for whoever looks for what no build needs any more.
    package func names() async throws(StoreError) -> (sources: [String], builds: [String], temporary: [String]) {
        let root = root
        return try await BlockingQueue.run { () throws(StoreError) in
            func entries(_ folder: String) throws(StoreError) -> [String] {
                let folder = try FileDescriptor(folders: [folder], below: root.descriptor.number, create: false)
                return try folder.entries()
            }
            return (try entries("sources"), try entries("builds"), try entries("tmp"))
        }
    }

    /// Puts everything below a folder on the disk; refuses what is neither a regular file nor a folder.
    private static func synchronizeTree(_ folder: borrowing FileDescriptor, depth: Int) throws(StoreError) {
        for name in try folder.entries() {
            let entry = try FileDescriptor(name, in: folder.number, O_RDONLY | O_NONBLOCK)
            if try entry.isFolder() {
                guard depth > 0 else { throw StoreError(.limit, "adopt a folder", "it is nested too deep") }
                try synchronizeTree(entry, depth: depth - 1)
            } else {
                _ = try entry.regularFileSize()
                try entry.synchronize()
            }
        }
        try folder.synchronize()
    }
}
