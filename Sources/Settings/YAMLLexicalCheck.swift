/// Finds anchors, aliases, tags and keys deep inside keys in a YAML text before a parser sees it.
///
/// A parser that meets an alias in a key compares what it stands for, and a few nested aliases make that take for ever;
/// so they have to be refused first. A node can begin only at the start of a line or after one of `, [ { : - ?`: there
/// the check looks, whatever quotes seem to surround it, so that it misses none. The price is that such text in quotes
/// is refused too, for example `"a, *b"`.
enum YAMLLexicalCheck {
    /// A place in the text, both counted from 1.
    struct Finding: Equatable {
        let line: Int
        let column: Int
        let character: Character
    }

    /// The first anchor, alias or tag, or `nil`.
    static func firstFinding(in text: String) -> Finding? {
        for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        {
            let bytes = Array(line)
            guard let column = bytes.indices.first(where: { isIndicator(bytes, at: $0) }) else { continue }
            let character = Character(Unicode.Scalar(bytes[column]))
            return Finding(line: index + 1, column: column + 1, character: character)
        }
        return nil
    }

    /// The most collections that may be open at a time. A parser hashes a key with everything beneath it, so keys inside
    /// keys cost the square of their depth.
    static let nestingLimit = 100

    /// The first place where more than ``nestingLimit`` brackets are open, or as many question marks stand on a line,
    /// each of which may begin a key; `nil` where there is none. Quotes are not looked at.
    static func firstExcess(in text: String) -> Finding? {
        var (line, column, open, marks) = (1, 0, 0, 0)
        for byte in text.utf8 {
            column += 1
            switch byte {
            case UInt8(ascii: "\n"): (line, column, marks) = (line + 1, 0, 0)
            case UInt8(ascii: "["), UInt8(ascii: "{"): open += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): open = max(0, open - 1)
            case UInt8(ascii: "?"): marks += 1
            default: continue
            }
            if max(open, marks) > nestingLimit {
                return Finding(line: line, column: column, character: Character(Unicode.Scalar(byte)))
            }
        }
        return nil
    }

    private static func isIndicator(_ line: [UInt8], at position: Int) -> Bool {
        switch line[position] {
        case UInt8(ascii: "&"), UInt8(ascii: "*"):
            // libyaml takes only letters, digits, `_` and `-` for a name, and refuses everything else itself.
            guard position + 1 < line.count, isNameCharacter(line[position + 1]) else { return false }
        case UInt8(ascii: "!"): break
        default: return false
        }
        var before = position - 1
        while before >= 0, line[before] == 0x20 || line[before] == 0x09 { before -= 1 }
        guard before >= 0 else { return true }
        return switch line[before] {
        case UInt8(ascii: "-"): before < position - 1
        case let byte: ",[{:?".utf8.contains(byte)
        }
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
