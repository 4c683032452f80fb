import Glibc

extension Directory {
    /// Makes a symbolic link that was not there before; what it points to is the caller's to judge.
    package borrowing func makeLink(_ path: String, target: String) throws(FileError) {
        let components = try Self.components(of: path)
        try requireNoNUL(target)
        let name = String(components[components.count - 1])
        try withParent(of: components) { parent throws(FileError) in
            _ = try checked("symlinkat", path) { symlinkat(target, parent, name) }
        }
    }

    /// What the link called `name` in this directory points to; a target longer than 4095 bytes is an error.
    package borrowing func linkTarget(of name: [UInt8]) throws(FileError) -> [UInt8] {
        let number = descriptor.number
        var target = [CChar](repeating: 0, count: Self.maximumPathLength + 1)
        let count = try withCString(name) { pointer throws(FileError) in
            try checked("readlinkat", describe(name)) { readlinkat(number, pointer, &target, target.count) }
        }
        guard count <= Self.maximumPathLength else {
            throw FileError(.invalidName, operation: "readlinkat", message: "\(describe(name)): too long a target")
        }
        return target[..<count].map(UInt8.init(bitPattern:))
    }

    /// Opens an entry of this directory that is a regular file and no link.
    package borrowing func file(entry name: [UInt8]) throws(FileError) -> FileDescriptor {
        let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY
        let number = descriptor.number
        let file = FileDescriptor(
            owning: try withCString(name) { pointer throws(FileError) in
                try checked("openat", describe(name)) { openat(number, pointer, flags) }
            }
        )
        guard try file.status().kind == .regular else {
            throw FileError(.wrongKind, operation: "openat", message: "\(describe(name)): not a regular file")
        }
        return file
    }
}
