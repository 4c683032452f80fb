import Glibc

/// Turns `errno` into an error of the store.
enum FileError {
    /// The error of the system call that failed last on this thread.
    static func last(_ operation: String, _ subject: String) -> StoreError {
        let number = errno
        let code: StoreError.Code =
            switch number {
            case ENOENT, ELOOP, ENOTDIR: .notFound
            case ENOSPC, EDQUOT: .full
            case EEXIST: .conflict
            default: .failure
            }
        return StoreError(code, operation, "\(subject): \(String(cString: strerror(number)))")
    }
}
