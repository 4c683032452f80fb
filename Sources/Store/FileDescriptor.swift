import Glibc

/// An open file or folder; closed when the value ends.
struct FileDescriptor: ~Copyable {
    let number: Int32

    /// Opens `name` inside `folder` (or an absolute path) without following a link in the last component.
    init(_ name: String, in folder: Int32 = AT_FDCWD, _ flags: Int32, mode: mode_t = 0o600) throws(StoreError) {
        number = openat(folder, name, flags | O_CLOEXEC | O_NOFOLLOW, mode)
        guard number >= 0 else { throw FileError.last("openat", "a file of the store") }
    }

    /// Opens the folder at `path` below `root`, no component of which may be a link; makes missing ones if asked to.
    init(folders: [String], below root: Int32, create: Bool) throws(StoreError) {
        var current = try FileDescriptor(".", in: root, O_RDONLY | O_DIRECTORY)
        for folder in folders {
            if create, mkdirat(current.number, folder, 0o700) == 0 {
                try current.synchronize()
            } else if create, errno != EEXIST {
                throw FileError.last("mkdirat", "a folder of the store")
            }
            current = try FileDescriptor(folder, in: current.number, O_RDONLY | O_DIRECTORY)
        }
        self = current
    }

    deinit { close(number) }

    /// Returns when everything written is on the disk.
    func synchronize() throws(StoreError) {
        guard fsync(number) == 0 else { throw FileError.last("fsync", "a file of the store") }
    }

    /// The size of a regular file; anything else is refused.
    func regularFileSize() throws(StoreError) -> Int {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw FileError.last("fstat", "a file of the store") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw StoreError(.notFound, "fstat", "not a regular file")
        }
        return Int(status.st_size)
    }

    /// Whether it is a folder.
    func isFolder() throws(StoreError) -> Bool {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw FileError.last("fstat", "a file of the store") }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    /// The names in a folder, sorted, without `.` and `..`.
    func entries() throws(StoreError) -> [String] {
        // A new descriptor, not a duplicate: duplicates share the reading position.
        let number = openat(number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard number >= 0 else { throw FileError.last("openat", "a folder of the store") }
        guard let stream = fdopendir(number) else {
            close(number)
            throw FileError.last("fdopendir", "a folder of the store")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Writes all of `bytes` at the file's position.
    func write(_ bytes: [UInt8]) throws(StoreError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
                return Glibc.write(number, rest.baseAddress, rest.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileError.last("write", "a file of the store") }
            written += count
        }
    }

    /// Reads up to `count` bytes from `offset`; fewer only at the end of the file.
    func read(at offset: Int, count: Int) throws(StoreError) -> [UInt8] {
        var failure: StoreError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                let number = pread(number, rest.baseAddress, rest.count, off_t(offset + filled))
                if number < 0, errno == EINTR { continue }
                if number < 0 { failure = FileError.last("pread", "a file of the store") }
                guard number > 0 else { break }
                filled += number
            }
        }
        if let failure { throw failure }
        return bytes
    }
}
