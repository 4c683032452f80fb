extension StringProtocol {
    /// The text with U+FFFD for every control character but the tab, and for what breaks lines or changes the direction
    /// of text.
    ///
    /// So it stays one line, cannot drive a reader's terminal, and is shown in the order that it has.
    package var withoutControlCharacters: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.isPlain ? $0 : "\u{FFFD}" }))
    }
}

extension Unicode.Scalar {
    fileprivate var isPlain: Bool {
        let isControl = value < 0x20 && self != "\t" || (0x7F...0x9F).contains(value)
        return !isControl && !properties.isBidiControl && self != "\u{2028}" && self != "\u{2029}"
    }
}
