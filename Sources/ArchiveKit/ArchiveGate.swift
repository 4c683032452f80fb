import CLibarchive

/// Every call of libarchive passes here, where its status becomes a typed error.
enum ArchiveGate {
    /// Throws unless `status` is success; a warning is a failure too, since what it warns of is damage or ambiguity.
    static func check(
        _ operation: String,
        _ archive: OpaquePointer,
        _ status: Int32,
        code: ArchiveError.Code = .malformed
    ) throws(ArchiveError) {
        guard status == ARCHIVE_OK else { throw error(operation, archive, code: code) }
    }

    /// The error that the library has just noted.
    static func error(_ operation: String, _ archive: OpaquePointer, code: ArchiveError.Code) -> ArchiveError {
        let text = archive_error_string(archive).map { String(cString: $0) } ?? "unknown error"
        return ArchiveError(code, operation: operation, message: printable(text))
    }
}

/// Runs `body` with names taken as UTF-8 on this thread.
func withUTF8Names<Value: ~Copyable>(_ body: () throws(ArchiveError) -> Value) throws(ArchiveError) -> Value {
    guard let previous = assay_use_utf8() else {
        throw ArchiveError(.library, operation: "newlocale", message: "the locale C.UTF-8 is not available")
    }
    defer { assay_restore_locale(previous) }
    return try body()
}
