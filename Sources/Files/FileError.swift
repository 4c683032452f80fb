import Glibc

/// A call on a file did not succeed, or the file is not what it has to be.
package struct FileError: Error, Equatable, CustomStringConvertible {
    /// What was wrong.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private let name: String
        private init(_ name: String) { self.name = name }

        /// There is no such file.
        package static let notFound = Code("notFound")
        /// The file is there already.
        package static let exists = Code("exists")
        /// The operating system denies access.
        package static let denied = Code("denied")
        /// A link stands where none is followed.
        package static let link = Code("link")
        /// The file is of another kind than the call needs.
        package static let wrongKind = Code("wrongKind")
        /// A name is empty, absolute, holds `..`, a NUL or bytes that are not UTF-8, or is too long.
        package static let invalidName = Code("invalidName")
        /// A file, a tree or a listing is larger than the caller allows.
        package static let limit = Code("limit")
        /// The disk is full or a quota is used up.
        package static let noSpace = Code("noSpace")
        /// Any other failure of a system call.
        package static let system = Code("system")

        package var description: String { name }
    }

    /// What was wrong.
    package let code: Code
    /// The system call or step that failed.
    package let operation: String
    /// A sentence for people.
    package let message: String

    /// Makes an error.
    package init(_ code: Code, operation: String, message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    package var description: String { "\(operation): \(message)" }

    /// What was wrong in words that follow the name of a file: `no such file`.
    package var reason: String {
        switch code {
        case .notFound: "no such file"
        case .exists: "it is there already"
        case .denied: "permission denied"
        case .link: "it is a link"
        case .wrongKind: "not a regular file"
        case .invalidName: "not an acceptable name"
        case .noSpace: "no space left"
        default: message
        }
    }

    /// The error of a system call that has just failed on `name`.
    static func system(_ operation: String, _ name: String, error: Int32 = errno) -> FileError {
        FileError(code(of: error), operation: operation, message: "\(name): \(String(cString: strerror(error)))")
    }

    private static func code(of error: Int32) -> Code {
        switch error {
        case ENOENT: .notFound
        case EEXIST, ENOTEMPTY: .exists
        case EACCES, EPERM: .denied
        case ELOOP: .link
        case ENOTDIR, EISDIR, ENXIO: .wrongKind
        case ENAMETOOLONG: .invalidName
        case ENOSPC, EDQUOT: .noSpace
        default: .system
        }
    }
}

/// Calls `body` until it is not interrupted by a signal; throws what `errno` says where it returns −1.
func checked<Value: SignedInteger>(
    _ operation: String,
    _ name: @autoclosure () -> String,
    _ body: () -> Value
) throws(FileError) -> Value {
    while true {
        let value = body()
        if value != -1 { return value }
        let error = errno
        if error != EINTR { throw .system(operation, name(), error: error) }
    }
}
