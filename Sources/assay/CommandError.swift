import ArgumentParser

/// Why a command could not do what it was asked: printed as `assay: error: …` and, where there is one, `assay: hint: …`.
struct CommandError: Error {
    /// The meaning of the exit status.
    enum Kind: Int32 {
        /// The thing was judged and refused, or a build failed.
        case refused = 1
        /// The question could not be answered: a file or the network failed.
        case unavailable = 2
        /// The command was not used as it should be.
        case usage = 64
    }

    /// The meaning of the exit status.
    let kind: Kind
    /// One sentence, lower case, without a full stop.
    let message: String
    /// The next step.
    let hint: String?

    init(_ kind: Kind, _ message: String, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
    }

    /// The exit status.
    var status: ExitCode { ExitCode(kind.rawValue) }
}
