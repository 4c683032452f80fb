/// Rules for the names in a tree: what no file system may be made to take for something else.
enum TreeEntryName {
    /// The longest name, in bytes, that Linux file systems hold.
    static let maximumLength = 255

    /// Why a name is refused; `nil` if it is not.
    static func objection(to name: ArraySlice<UInt8>) -> String? {
        if name.isEmpty { return "an empty name" }
        if name.count > maximumLength { return "a name of \(name.count) bytes" }
        if name.contains(UInt8(ascii: "/")) || name.contains(0) { return "a name with a slash or NUL" }
        if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { return "the name . or .." }
        if isGitFolderOnHFS(name) || isGitFolderOnNTFS(name) { return "a name that stands for .git" }
        return nil
    }

    /// HFS+ ignores case and some code points.
    private static func isGitFolderOnHFS(_ name: ArraySlice<UInt8>) -> Bool {
        guard let text = String(validating: name, as: UTF8.self) else { return false }
        let kept = text.unicodeScalars.filter { !isIgnoredOnHFS($0.value) }
        return kept.count == 4 && String(String.UnicodeScalarView(kept)).lowercased() == ".git"
    }

    // The list of git's own utf8.c: zero-width characters, direction marks and the byte order mark.
    private static func isIgnoredOnHFS(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x200C...0x200F, 0x202A...0x202E, 0x206A...0x206F, 0xFEFF: true
        default: false
        }
    }

    /// NTFS ignores case, dots and spaces at the end, takes a colon for a stream's name, has the short name `git~1`,
    /// and there a backslash separates folders.
    private static func isGitFolderOnNTFS(_ name: ArraySlice<UInt8>) -> Bool {
        name.split(separator: UInt8(ascii: "\\")).contains { component in
            let base = component.prefix { $0 != UInt8(ascii: ":") }
            let dropped = base.reversed().drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ".") }.reversed()
            let folded = dropped.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
            return folded.elementsEqual(".git".utf8) || folded.elementsEqual("git~1".utf8)
        }
    }
}

extension GitError.Code {
    /// A tree holds a name that must not be written to a disk.
    package static let unsafeName = GitError.Code("unsafeName")
}
