import CLibgit2

/// Every call of libgit2 passes here, where its status becomes a typed error.
enum Libgit2 {
    /// Starts the library once: no configuration from outside a repository is read, nobody else's repository opened.
    static func start() throws(GitError) {
        if let failure { throw failure }
    }

    /// Throws unless the call succeeds; the library keeps its message a thread, so it is read at once.
    @discardableResult
    static func check(_ operation: String, _ body: () -> Int32) throws(GitError) -> Int32 {
        let status = body()
        guard status < 0 else { return status }
        throw error(operation, status: status)
    }

    /// The object that a call has made.
    static func made(
        _ operation: String,
        _ body: (inout OpaquePointer?) -> Int32
    ) throws(GitError) -> OpaquePointer {
        var pointer: OpaquePointer?
        try check(operation) { body(&pointer) }
        guard let pointer else { throw GitError(.library, operation: operation, message: "no object and no error") }
        return pointer
    }

    private static let failure: GitError? = {
        do throws(GitError) {
            try check("git_libgit2_init") { git_libgit2_init() }
            let levels = [
                GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL,
            ]
            for level in levels {
                try check("git_libgit2_opts") { assay_git_set_search_path(level.rawValue, "") }
            }
            for option in [GIT_OPT_SET_OWNER_VALIDATION, GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION] {
                try check("git_libgit2_opts") { assay_git_set_flag(Int32(option.rawValue), 1) }
            }
            return nil
        } catch { return error }
    }()

    private static func error(_ operation: String, status: Int32) -> GitError {
        let text = git_error_last().flatMap { $0.pointee.message }.map { String(cString: $0) } ?? "status \(status)"
        let code: GitError.Code =
            switch status {
            case GIT_ENOTFOUND.rawValue: .notFound
            case GIT_EOWNER.rawValue: .ownership
            case GIT_EUNBORNBRANCH.rawValue: .unbornHead
            default: .library
            }
        return GitError(code, operation: operation, message: text)
    }
}

extension GitError.Code {
    /// A repository belongs to another user.
    package static let ownership = GitError.Code("ownership")
    /// A repository has no commit yet.
    package static let unbornHead = GitError.Code("unbornHead")
}
