import Glibc

/// The gate that every system call of this target passes: a negative result becomes a typed error.
@discardableResult
func systemCall<Result: SignedInteger>(
    _ operation: String,
    _ body: () -> Result
) throws(ProcessError) -> Result {
    while true {
        let result = body()
        if result >= 0 { return result }
        let number = errno
        if number == EINTR { continue }
        throw ProcessError(errno: number, operation: operation)
    }
}

/// The gate for calls that return an error number instead of setting `errno`.
func statusCall(_ operation: String, _ body: () -> Int32) throws(ProcessError) {
    let number = body()
    guard number == 0 else { throw ProcessError(errno: number, operation: operation) }
}

extension ProcessError {
    /// An error from an `errno` value.
    package init(errno number: Int32, operation: String) {
        let code: Code =
            switch number {
            case ENOENT, ENOTDIR: .notFound
            case EACCES, EPERM: .notPermitted
            case EINVAL, E2BIG, ENAMETOOLONG, ENOEXEC: .invalid
            default: .system
            }
        self.init(code, operation: operation, message: Self.text(number))
    }

    private static func text(_ number: Int32) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let base = buffer.baseAddress, strerror_r(number, base, buffer.count) == 0 else {
                return "error \(number)"
            }
            return String(cString: base)
        }
    }
}
