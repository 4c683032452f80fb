extension GitError.Code {
    /// The request names no ref or commit in an acceptable form.
    package static let invalidRef = GitError.Code("invalidRef")
    /// The repository has no such ref.
    package static let refNotFound = GitError.Code("refNotFound")
    /// The repository has no such commit, or does not give it away.
    package static let commitNotFound = GitError.Code("commitNotFound")
    /// The repository has no ref at all.
    package static let emptyRepository = GitError.Code("emptyRepository")
    /// The server cannot be reached, or refuses to answer.
    package static let transport = GitError.Code("transport")
    /// The server or where it redirects to is not one that may be connected to.
    package static let notAllowed = GitError.Code("notAllowed")
    /// The server is too slow.
    package static let timeout = GitError.Code("timeout")
    /// The server wants a credential, or another one, or has no such repository.
    package static let accessDenied = GitError.Code("accessDenied")
    /// The server does not speak protocol version 2, or its repository does not use SHA-1.
    package static let unsupported = GitError.Code("unsupported")
    /// What the server sent is not what the protocol allows.
    package static let protocolViolation = GitError.Code("protocolViolation")
    /// The server reported an error of its own.
    package static let remote = GitError.Code("remote")
    /// The task was cancelled.
    package static let cancelled = GitError.Code("cancelled")
}

extension GitError {
    /// Foreign text as one printable line of at most `limit` characters.
    static func printable(_ bytes: some Sequence<UInt8>, limit: Int = 300) -> String {
        let text = String(decoding: Array(bytes.prefix(limit * 4)), as: UTF8.self)
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
                line.append(" ")
            default: line.unicodeScalars.append(scalar)
            }
        }
        let words = line.split(separator: " ").joined(separator: " ")
        return words.count > limit ? words.prefix(limit) + "…" : words
    }
}
