import Bytes

/// Words as a POSIX shell reads them.
package enum ShellWord {
    /// The word in quotes, so that the shell takes every byte of it as it is.
    package static func quoted(_ word: String) -> String {
        "'" + word.pieces(between: "'").joined(separator: "'\\''") + "'"
    }
}
