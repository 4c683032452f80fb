/// Where a directory forge keeps what; every name is made of characters that no file system minds.
struct DirectoryLayout: Sendable {
    /// The forge's folder.
    let root: String

    /// The bare repository.
    func repository(_ name: RepositoryName) -> String { "\(root)/repositories/\(name.owner)/\(name.name).git" }

    /// The folder of a repository's releases.
    func releases(_ name: RepositoryName) -> String { "\(root)/releases/\(name.owner)/\(name.name)" }

    /// The file that a repository's commit statuses are appended to.
    func statuses(_ name: RepositoryName) -> String { "\(root)/statuses/\(name.owner)/\(name.name).jsonl" }

    /// The folder of a release: hidden while it is a draft.
    func assets(_ id: String, isDraft: Bool, _ name: RepositoryName) -> String {
        releases(name) + (isDraft ? "/.\(id).draft" : "/\(id)")
    }

    /// The file that says what a release is; beside its folder, which holds nothing but assets.
    func description(_ id: String, isDraft: Bool, _ name: RepositoryName) -> String {
        releases(name) + (isDraft ? "/.\(id).draft.json" : "/.\(id).json")
    }

    /// A tag's short name as the name of a folder: `%` and two digits for every byte outside `[A-Za-z0-9._+-]`.
    static func folder(ofTag tag: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var name = ""
        for byte in tag.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "+"),
                UInt8(ascii: "-"):
                name.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                name += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 0x0F)])"
            }
        }
        return name
    }
}
