import Glibc

/// Reads a request's body piece by piece, exactly as many bytes as were announced.
final class BodyReader {
    /// The number of bytes that will be read.
    let length: Int
    /// The media type that the body's form asks for.
    let contentType: String?
    private let prefix: [UInt8]
    private let suffix: [UInt8]
    private let descriptor: Int32
    private let fileLength: Int
    private var position: Int = 0

    init(_ body: HTTPBody) throws(HTTPError) {
        var path: String?
        switch body {
        case .none: (prefix, suffix, contentType) = ([], [], nil)
        case .bytes(let bytes): (prefix, suffix, contentType) = (bytes, [], nil)
        case .file(let file): (prefix, suffix, contentType, path) = ([], [], nil, file)
        case .multipartFile(let field, let fileName, let type, let file):
            let boundary = "assay-" + String(UInt64.random(in: .min ... .max), radix: 36)
            guard [field, fileName, type].allSatisfy(Self.isPlain) else {
                throw Self.unreadable("a form field's name, file name or type contains a quote or control character")
            }
            prefix = Array(
                ("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"\(fileName)\"\r\n"
                    + "Content-Type: \(type)\r\n\r\n").utf8
            )
            suffix = Array("\r\n--\(boundary)--\r\n".utf8)
            contentType = "multipart/form-data; boundary=\(boundary)"
            path = file
        }
        if let path {
            (descriptor, fileLength) = try Self.open(path)
        } else {
            (descriptor, fileLength) = (-1, 0)
        }
        length = prefix.count + fileLength + suffix.count
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Fills the start of `buffer`; 0 at the end, `nil` if the file is shorter than it was.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        guard position < length, !buffer.isEmpty else { return 0 }
        let fileStart = prefix.count
        let suffixStart = fileStart + fileLength
        let count: Int
        if position < fileStart {
            count = copy(prefix, from: position, into: buffer)
        } else if position < suffixStart {
            let wanted = min(buffer.count, suffixStart - position)
            var received = pread(descriptor, buffer.baseAddress, wanted, position - fileStart)
            while received < 0, errno == EINTR {
                received = pread(descriptor, buffer.baseAddress, wanted, position - fileStart)
            }
            guard received > 0 else { return nil }
            count = received
        } else {
            count = copy(suffix, from: position - suffixStart, into: buffer)
        }
        position += count
        return count
    }

    /// Goes to a position, so that a body can be sent again.
    func seek(to offset: Int) -> Bool {
        guard (0...length).contains(offset) else { return false }
        position = offset
        return true
    }

    private func copy(_ bytes: [UInt8], from start: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let piece = bytes[start...].prefix(buffer.count)
        buffer.copyBytes(from: piece)
        return piece.count
    }

    private static func open(_ path: String) throws(HTTPError) -> (descriptor: Int32, length: Int) {
        let descriptor = Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable("the file to send cannot be opened") }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw unreadable("what is to be sent is not a regular file")
        }
        return (descriptor, status.st_size)
    }

    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\"") && $0 != 0x5C }
    }

    private static func unreadable(_ message: String) -> HTTPError {
        HTTPError(.invalidRequest, operation: "open", message: message)
    }
}
