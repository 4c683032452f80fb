import Files

/// An archive is not acceptable, or could not be read or written.
package struct ArchiveError: Error, Equatable, CustomStringConvertible {
    /// What was wrong.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        private let name: String
        private init(_ name: String) { self.name = name }

        /// The bytes are neither a ZIP nor a tar archive, or a damaged one.
        package static let malformed = Code("malformed")
        /// A member's name leads out of the archive, is reserved, or is not plain text.
        package static let unsafeName = Code("unsafeName")
        /// A symbolic link leads out of the archive.
        package static let unsafeLink = Code("unsafeLink")
        /// A member is neither a file nor a folder nor a symbolic link, or is encrypted.
        package static let unsupportedMember = Code("unsupportedMember")
        /// Two members have the same name, or names that differ only in case.
        package static let duplicateMember = Code("duplicateMember")
        /// The archive holds more than the caller allows.
        package static let limit = Code("limit")
        /// A file could not be read or written.
        package static let file = Code("file")
        /// The receiver of an archive's bytes refused them.
        package static let receiver = Code("receiver")
        /// The library itself failed.
        package static let library = Code("library")

        package var description: String { name }
    }

    /// What was wrong.
    package let code: Code
    /// The library function or step that failed.
    package let operation: String
    /// A sentence for people; names of members are shortened and printable.
    package let message: String

    /// Makes an error.
    package init(_ code: Code, operation: String, message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    package var description: String { "\(operation): \(message)" }

    /// An error for a failed file operation.
    init(_ error: FileError) {
        self.init(error.code == .limit ? .limit : .file, operation: error.operation, message: error.message)
    }
}

/// A member's name for a message: at most 80 printable ASCII characters.
func printable(_ name: some StringProtocol) -> String {
    let shown = name.utf8.prefix(80).map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: "?") }
    return String(decoding: shown, as: UTF8.self) + (name.utf8.count > 80 ? "…" : "")
}

/// Turns a file's error into an archive's.
func files<Value: ~Copyable>(_ body: () throws(FileError) -> Value) throws(ArchiveError) -> Value {
    do throws(FileError) { return try body() } catch { throw ArchiveError(error) }
}
