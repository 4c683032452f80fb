import Glibc

/// Calls `body` until no signal interrupts it; throws what `errno` says where it returns −1.
@discardableResult
func systemCall<Value: SignedInteger>(
    _ operation: String,
    _ name: @autoclosure () -> String,
    _ body: () -> Value
) throws(EnclaveError) -> Value {
    while true {
        let value = body()
        if value != -1 { return value }
        let number = errno
        if number != EINTR { throw .system(operation, name(), number) }
    }
}

extension EnclaveError {
    /// The error of a system call that failed on the file `name`.
    static func system(_ operation: String, _ name: String, _ number: Int32) -> EnclaveError {
        let code: Code =
            switch number {
            case ENOENT, ENODEV, ENXIO, ENOTDIR, ECONNREFUSED: .notFound
            case EACCES, EPERM: .denied
            case EAGAIN, EBUSY: .interference
            default: .failure
            }
        return EnclaveError(code, operation, "\(name): \(String(cString: strerror(number)))")
    }
}
