import COpenSSL

/// The one place where statuses and pointers of libcrypto become Swift values or errors.
enum Gate {
    /// Runs a call that returns 1 on success.
    static func check(
        _ operation: String,
        _ code: OpenSSLError.Code = .failure,
        _ body: () -> Int32
    ) throws(OpenSSLError) {
        ERR_clear_error()
        guard body() == 1 else { throw error(operation, code) }
    }

    /// Runs a call that returns a pointer, or null on failure.
    static func pointer<Pointer>(
        _ operation: String,
        _ code: OpenSSLError.Code = .failure,
        _ body: () -> Pointer?
    ) throws(OpenSSLError) -> Pointer {
        ERR_clear_error()
        guard let pointer = body() else { throw error(operation, code) }
        return pointer
    }

    /// Runs a yes-or-no call for which everything but 1 is a no, and leaves no error behind.
    static func verdict(_ body: () -> Int32) -> Bool {
        defer { ERR_clear_error() }
        return body() == 1
    }

    /// The library's newest complaint on this thread; empties its queue.
    static func error(_ operation: String, _ code: OpenSSLError.Code) -> OpenSSLError {
        let number = ERR_peek_last_error()
        ERR_clear_error()
        guard number != 0 else { return OpenSSLError(code, operation, "failed without a reason") }
        var text = [CChar](repeating: 0, count: 256)
        ERR_error_string_n(number, &text, text.count)
        return OpenSSLError(
            code,
            operation,
            String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        )
    }

    /// Stops the process where nothing but a lack of memory can make a call fail, as Swift's own allocations do.
    static func mustSucceed(_ operation: StaticString, _ status: Int32) {
        precondition(status == 1, "libcrypto: \(operation) failed")
    }
}
