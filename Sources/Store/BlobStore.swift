package import Builds
import Files

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
            try files { () throws(FileError) in try BlobFile(root.directory.file(path)) }
        }
    }

    /// The path of a file, for programs that can only be given one; the file need not exist.
    package func path(of name: BlobName) -> String {
        "\(path)/\(name.path)"
    }

    /// Makes an empty folder on the same disk for the output of one attempt of a build; see ``adopt(_:as:)``.
    package func makeStagingFolder() async throws(StoreError) -> String {
        let root = root
        let name = try BuildStore.randomHexadecimal(16)
        try await BlockingQueue.run { () throws(StoreError) in
            try files { () throws(FileError) in
                try root.directory.makeDirectories("tmp/" + name, mode: 0o700, synced: true)
            }
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
            try files { () throws(FileError) in
                try Self.settle(root.directory.directory("tmp/" + name), like: root.directory.descriptor, depth: 2)
                do throws(FileError) {
                    try root.directory.rename("builds/\(id)", to: "tmp/" + aside)
                } catch  where error.code == .notFound {}
                try root.directory.rename("tmp/" + name, to: "builds/\(id)")
                try root.directory.directory("builds").sync()
            }
        }
    }

    /// Removes what a killed process left a day ago or earlier: unfinished files, and uploads of which no build knows.
    ///
    /// An upload has its name shortly before its build is stored; the day keeps the two apart. `uploads` are those that
    /// builds know of; `now` is in seconds since 1970.
    package func sweep(now: Int, keeping uploads: Set<SourceDigest>) async throws(StoreError) {
        let root = root
        try await BlockingQueue.run { () throws(StoreError) in
            try files { () throws(FileError) in
                try root.remove(from: "tmp", olderThan: now - 86_400) { _ in true }
                try root.remove(from: "sources", olderThan: now - 86_400) { name in
                    SourceDigest(name).map { !uploads.contains($0) } ?? false
                }
            }
        }
    }

    /// The names below `sources`, `builds` and `tmp`, for whoever looks for what no build needs any more.
    package func names() async throws(StoreError) -> (sources: [String], builds: [String], temporary: [String]) {
        let root = root
        return try await BlockingQueue.run { () throws(StoreError) in
            try files { () throws(FileError) in
                func names(_ folder: String) throws(FileError) -> [String] {
                    try root.directory.directory(folder).entries().compactMap(\.text)
                }
                return (try names("sources"), try names("builds"), try names("tmp"))
            }
        }
    }

    /// Puts everything below a folder on the disk and gives it to the store's owner; refuses what is neither a regular
    /// file nor a folder.
    private static func settle(
        _ folder: borrowing Directory,
        like owner: borrowing FileDescriptor,
        depth: Int
    ) throws(FileError) {
        for entry in try folder.entries() {
            if entry.status.kind == .directory {
                guard depth > 0 else {
                    throw FileError(.limit, operation: "adopt a folder", message: "it is nested too deep")
                }
                try settle(folder.directory(entry: entry.name), like: owner, depth: depth - 1)
            } else {
                let file = try folder.file(entry: entry.name)
                try file.setOwner(like: owner)
                try file.sync()
            }
        }
        try folder.descriptor.setOwner(like: owner)
        try folder.sync()
    }
}
