import Glibc

extension Directory {
    /// The most folders below one another that removal descends before it moves a folder up.
    package static let removalDepth = 64

    /// Removes an entry and everything beneath it, whatever its owner did to keep it: unreadable folders, names that
    /// are not UTF-8, folders nested a million deep.
    ///
    /// No link is followed and no other file system is entered. Nothing else may write to the tree meanwhile. An entry
    /// that is not there is no error.
    package borrowing func removeTree(_ name: String) throws(FileError) {
        guard try Self.components(of: name).count == 1 else {
            throw FileError(.invalidName, operation: "unlinkat", message: "\(name): not a single name")
        }
        var pending: [[UInt8]] = [Array(name.utf8)]
        var moved = 0
        let device = try descriptor.status().device
        while let next = pending.popLast() {
            try remove(next, device: device, depth: 0) { directory, entry throws(FileError) in
                // What lies too deep becomes a tree of its own at the top, so that descriptors and stack stay bounded.
                let target = Array(".removing-\(UInt64.random(in: .min ... .max))-\(moved)".utf8)
                moved += 1
                try self.adopt(entry, from: directory, as: target)
                pending.append(target)
            }
        }
    }

    /// Removes everything in this directory, but not the directory itself.
    package borrowing func removeContents() throws(FileError) {
        for name in try entryNames(limit: .max) {
            guard let text = String(validating: name, as: UTF8.self), text.utf8.count <= 255 else {
                let target = ".removing-\(UInt64.random(in: .min ... .max))"
                try adopt(name, from: descriptor.number, as: Array(target.utf8))
                try removeTree(target)
                continue
            }
            try removeTree(text)
        }
    }

    private borrowing func remove(
        _ name: [UInt8],
        device: UInt64,
        depth: Int,
        tooDeep: (Int32, [UInt8]) throws(FileError) -> Void
    ) throws(FileError) {
        let status: FileStatus
        do throws(FileError) {
            status = try self.status(ofEntry: name)
        } catch  where error.code == .notFound {
            return
        }
        guard status.kind == .directory else { return try unlink(name, flags: 0) }
        guard status.device == device else {
            throw FileError(.wrongKind, operation: "unlinkat", message: "\(describe(name)): another file system")
        }
        if depth >= Self.removalDepth { return try tooDeep(descriptor.number, name) }
        let directory = try openForRemoval(name, status: status)
        for entry in try directory.entryNames(limit: .max) {
            try directory.remove(entry, device: device, depth: depth + 1, tooDeep: tooDeep)
        }
        try unlink(name, flags: AT_REMOVEDIR)
    }

    /// Opens a folder after making it accessible to its owner.
    private borrowing func openForRemoval(_ name: [UInt8], status: FileStatus) throws(FileError) -> Directory {
        let number = descriptor.number
        if status.mode & 0o700 != 0o700 {
            // Without a writer beside us the entry is still the folder that fstatat saw, so no link is followed here.
            _ = try withCString(name) { pointer throws(FileError) in
                try checked("fchmodat", describe(name)) { fchmodat(number, pointer, 0o700, 0) }
            }
        }
        return try directory(entry: name)
    }

    private borrowing func unlink(_ name: [UInt8], flags: Int32) throws(FileError) {
        let number = descriptor.number
        _ = try withCString(name) { pointer throws(FileError) in
            try checked("unlinkat", describe(name)) { unlinkat(number, pointer, flags) }
        }
    }

    /// Moves an entry of another directory here.
    private borrowing func adopt(_ entry: [UInt8], from source: Int32, as target: [UInt8]) throws(FileError) {
        let number = descriptor.number
        _ = try withCString(entry) { old throws(FileError) in
            // A folder that its owner may not write cannot change its parent.
            _ = fchmodat(source, old, 0o700, 0)
            return try withCString(target) { new throws(FileError) in
                try checked("renameat", describe(entry)) { renameat(source, old, number, new) }
            }
        }
    }
}
