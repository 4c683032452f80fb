/// What an entry of a tree is; git knows only these five, and older spellings are refused.
package enum TreeEntryMode: UInt32, Sendable, CaseIterable {
    case file = 0o100644
    case executable = 0o100755
    case symlink = 0o120000
    case directory = 0o040000
    /// A commit of another repository; its content is not part of this one.
    case submodule = 0o160000

    /// Six octal digits, as `git ls-tree` prints them.
    package var text: String {
        switch self {
        case .file: "100644"
        case .executable: "100755"
        case .symlink: "120000"
        case .directory: "040000"
        case .submodule: "160000"
        }
    }

    /// Reads the digits in a tree object, which have no leading zero.
    init?(digits: ArraySlice<UInt8>) {
        switch String(decoding: digits, as: UTF8.self) {
        case "100644": self = .file
        case "100755": self = .executable
        case "120000": self = .symlink
        case "40000": self = .directory
        case "160000": self = .submodule
        default: return nil
        }
    }
}
