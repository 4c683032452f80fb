/// The kinds of git object, with the numbers that packs use.
enum ObjectKind: UInt8, Sendable {
    case commit = 1
    case tree = 2
    case blob = 3
    case tag = 4

    /// The word that an object's name is computed over.
    var word: String {
        switch self {
        case .commit: "commit"
        case .tree: "tree"
        case .blob: "blob"
        case .tag: "tag"
        }
    }

    /// What comes before the content when a name is computed: `word SP size NUL`.
    func header(size: Int) -> [UInt8] { Array("\(word) \(size)\0".utf8) }
}
