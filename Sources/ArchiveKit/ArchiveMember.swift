/// Something to put into an archive.
package struct ArchiveMember: Sendable, Equatable {
    /// Where a member's bytes come from.
    package enum Contents: Sendable, Equatable {
        case bytes([UInt8])
        /// A regular file at a trusted path; no link in last place is followed.
        case file(path: String)
    }

    /// The name in the archive, with `/` between folders.
    package var name: String
    /// Where the bytes come from.
    package var contents: Contents
    /// Whether the file may be executed.
    package var isExecutable: Bool

    /// Makes a member.
    package init(name: String, contents: Contents, isExecutable: Bool = false) {
        self.name = name
        self.contents = contents
        self.isExecutable = isExecutable
    }
}
