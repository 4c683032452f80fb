/// What stands at the root of a source, with the contents of its small files as they are in the commit.
///
/// Decisions about a build are made from these bytes, never from files on a disk that a link could exchange.
package struct RootFiles: Sendable, Equatable {
    /// What a name stands for.
    package enum Entry: Sendable, Equatable {
        /// A regular file, executable or not.
        case file([UInt8])
        /// A regular file whose content was not kept.
        case tooLarge(size: Int)
        case symlink
        /// A folder with something in it.
        case directory
        case submodule
    }

    /// How much is kept.
    package struct Limits: Sendable, Equatable {
        /// The largest file, in bytes.
        package var file = 1 << 20
        /// The largest file that pins dependencies, in bytes.
        package var lockFile = 8 << 20
        /// The most bytes together.
        package var total = 32 << 20

        /// Makes the default limits, to be changed one by one.
        package init() {}
    }

    // By bytes: two strings that differ in bytes can be equal.
    private var entries: [[UInt8]: Entry] = [:]
    private var kept = 0

    /// What `name` stands for; `nil` if there is nothing of exactly this name.
    package func entry(_ name: String) -> Entry? { entries[Array(name.utf8)] }

    /// All names in ascending order of bytes, those that are not UTF-8 left out.
    package var names: [String] {
        entries.keys.sorted { $0.lexicographicallyPrecedes($1) }.compactMap { String(validating: $0, as: UTF8.self) }
    }

    init() {}

    mutating func set(_ name: [UInt8], _ entry: Entry) { entries[name] = entry }

    /// Whether a file of `size` bytes shall be kept; its place in the total is then taken.
    mutating func reserve(_ name: [UInt8], size: Int, limits: Limits) -> Bool {
        let limit = Self.pinsDependencies(name) ? limits.lockFile : limits.file
        guard size <= limit, size <= limits.total - kept else { return false }
        kept += size
        return true
    }

    private static func pinsDependencies(_ name: [UInt8]) -> Bool {
        let text = String(decoding: name, as: UTF8.self)
        let others = ["Package.resolved", "go.sum", "npm-shrinkwrap.json", "package-lock.json", "pnpm-lock.yaml"]
        return text.hasSuffix(".lock") || others.contains(text)
    }
}
