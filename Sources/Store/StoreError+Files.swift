import Files

extension StoreError {
    /// What a failure of a file means for the store: a link or something else than a plain file is nothing of ours.
    init(_ error: FileError) {
        let code: Code =
            switch error.code {
            case .notFound, .link, .wrongKind, .invalidName: .notFound
            case .noSpace: .full
            case .exists: .conflict
            case .limit: .limit
            default: .failure
            }
        self.init(code, error.operation, error.message)
    }
}

/// Runs `body`; a failure of a file becomes one of the store.
func files<Value: ~Copyable>(_ body: () throws(FileError) -> Value) throws(StoreError) -> Value {
    do throws(FileError) { return try body() } catch { throw StoreError(error) }
}
