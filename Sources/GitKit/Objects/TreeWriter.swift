package import Builds
package import Files

/// Writes a source's files and links beneath a directory, byte by byte as the commit has them.
///
/// No attribute, filter or line-ending rule is applied. Nothing that is there is opened or replaced, no link followed.
/// Submodules leave nothing, and neither do folders without a file. File names that are not UTF-8 are refused.
package struct TreeWriter: TreeVisitor, ~Copyable {
    private let root: Directory
    private let limits: RootFiles.Limits
    private var folder: Directory
    private var folderPath: ArraySlice<UInt8> = []
    private var file: FileDescriptor?
    private var link: (name: [UInt8], target: [UInt8])?
    private var rootFiles = RootFiles()
    private var keptName: [UInt8]?
    private var kept: [UInt8] = []

    /// Writes into an empty directory, to which nobody else may write meanwhile.
    package init(
        into root: consuming Directory,
        rootFileLimits: RootFiles.Limits = RootFiles.Limits()
    ) throws(GitError) {
        do throws(FileError) {
            folder = Directory(try root.descriptor.duplicate())
        } catch { throw GitError(error) }
        self.root = root
        limits = rootFileLimits
    }

    package mutating func begin(path: [UInt8], mode: TreeEntryMode, size: Int) throws(GitError) {
        let (parent, name) = Self.split(path)
        try enter(parent)
        note(path, mode: mode, size: size)
        if mode == .symlink {
            link = (name, [])
            return
        }
        let text = try Self.text(name)
        do throws(FileError) {
            file = try folder.create(text, mode: mode == .executable ? 0o755 : 0o644)
        } catch { throw GitError(error) }
    }

    package mutating func content(_ piece: ArraySlice<UInt8>) throws(GitError) {
        if keptName != nil { kept += piece }
        link?.target += piece
        switch file {
        case .some(let file):
            do throws(FileError) {
                try file.write(piece)
            } catch { throw GitError(error) }
        case .none: break
        }
    }

    package mutating func end() throws(GitError) {
        if let name = keptName { rootFiles.set(name, .file(kept)) }
        keptName = nil
        kept = []
        do throws(FileError) { try file?.setModified(FileDescriptor.uniformTime) } catch { throw GitError(error) }
        file = nil
        guard let (name, target) = link else { return }
        link = nil
        let (linkName, linkTarget) = (try Self.text(name), try Self.text(target))
        do throws(FileError) {
            try folder.makeLink(linkName, target: linkTarget)
        } catch { throw GitError(error) }
    }

    package mutating func submodule(path: [UInt8], commit: ObjectID) throws(GitError) {
        note(path, mode: .submodule, size: 0)
    }

    /// What stands at the root.
    package consuming func finish() throws(GitError) -> RootFiles { rootFiles }

    private mutating func note(_ path: [UInt8], mode: TreeEntryMode, size: Int) {
        if let slash = path.firstIndex(of: UInt8(ascii: "/")) {
            rootFiles.set(Array(path[..<slash]), .directory)
            return
        }
        switch mode {
        case .symlink: rootFiles.set(path, .symlink)
        case .submodule: rootFiles.set(path, .submodule)
        case .directory: rootFiles.set(path, .directory)
        case .file, .executable:
            if rootFiles.reserve(path, size: size, limits: limits) {
                keptName = path
                kept.reserveCapacity(size)
            } else {
                rootFiles.set(path, .tooLarge(size: size))
            }
        }
    }

    /// Makes `parent` the folder that is written to, one name after another from the root.
    private mutating func enter(_ parent: ArraySlice<UInt8>) throws(GitError) {
        guard parent != folderPath else { return }
        do throws(FileError) {
            var next = Directory(try root.descriptor.duplicate())
            for name in parent.split(separator: UInt8(ascii: "/")) {
                do throws(FileError) {
                    try next.makeDirectory(try Self.fileName(name))
                } catch  where error.code == .exists {}
                next = try next.directory(entry: Array(name))
            }
            folder = next
            folderPath = parent
        } catch { throw GitError(error) }
    }

    private static func split(_ path: [UInt8]) -> (parent: ArraySlice<UInt8>, name: [UInt8]) {
        guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return ([], path) }
        return (path[..<slash], Array(path[(slash + 1)...]))
    }

    private static func text(_ bytes: [UInt8]) throws(GitError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw GitError(
                .unsafeName,
                operation: "checkout",
                message: "\(String(decoding: bytes, as: UTF8.self)): a name or target of a link that is not UTF-8"
            )
        }
        return text
    }

    private static func fileName(_ bytes: ArraySlice<UInt8>) throws(FileError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw FileError(.invalidName, operation: "mkdirat", message: "a folder's name that is not UTF-8")
        }
        return text
    }
}
