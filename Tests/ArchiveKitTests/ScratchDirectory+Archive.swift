import Files
import Glibc
import TestSupport

extension ScratchDirectory {
    /// An open file with these bytes.
    func archive(_ bytes: [UInt8]) throws -> FileDescriptor {
        let file = try FileDescriptor(path: path("archive"), flags: O_RDWR | O_CREAT | O_TRUNC)
        try file.write(bytes[...])
        return file
    }
}
