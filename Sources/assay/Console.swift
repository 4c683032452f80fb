import Builds
import Bytes
import Foundation

/// Writes for people: colours and control sequences only where the stream is a terminal.
struct Console: Sendable {
    /// Where results go.
    static let standardOutput = Console(descriptor: STDOUT_FILENO)
    /// Where everything else goes.
    static let standardError = Console(descriptor: STDERR_FILENO)

    /// The ways to stand out.
    enum Style: String {
        case plain = ""
        case good = "32"
        case bad = "31"
        case warning = "33"
        case faint = "2"
        case strong = "1"
    }

    private let descriptor: Int32
    /// Whether a person is watching.
    let isTerminal: Bool

    private init(descriptor: Int32) {
        self.descriptor = descriptor
        let plain = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        isTerminal = isatty(descriptor) == 1 && !plain
    }

    /// Writes one line; what cannot be written is lost, as it is for any program whose reader has left.
    func line(_ text: String = "", _ style: Style = .plain) {
        write(Array((styled(text, style) + "\n").utf8))
    }

    /// The text in a style, where the stream shows styles.
    func styled(_ text: String, _ style: Style) -> String {
        isTerminal && style != .plain ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Writes a line about long work, for a person who is watching and nobody else.
    func progress(_ text: String) {
        if isTerminal { line(text, .faint) }
    }

    /// Writes bytes as they are.
    func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }

    /// Writes an error and its hint; a message may have several lines, and quote what somebody else wrote.
    func report(_ error: CommandError) {
        let lines = error.message.split(separator: "\n", omittingEmptySubsequences: false)
        line("assay: \(styled("error:", .bad)) \(lines.map(\.withoutControlCharacters).joined(separator: "\n"))")
        if let hint = error.hint { line("assay: hint: \(hint)") }
    }
}
