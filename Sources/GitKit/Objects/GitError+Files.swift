import Files

extension GitError.Code {
    /// The disk is full.
    package static let noSpace = GitError.Code("noSpace")
}

extension GitError {
    /// A call on a file failed.
    init(_ error: FileError) {
        let code: Code =
            switch error.code {
            case .noSpace: .noSpace
            case .limit: .limit
            default: .inputOutput
            }
        self.init(code, operation: error.operation, message: error.message)
    }
}
