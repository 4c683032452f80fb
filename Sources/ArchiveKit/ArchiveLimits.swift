/// How much an archive may hold.
package struct ArchiveLimits: Sendable, Equatable {
    /// The most members, counting the folders that they imply.
    package var members: Int
    /// The most bytes of all files together, inflated.
    package var totalBytes: Int
    /// The most bytes of one file, inflated.
    package var fileBytes: Int
    /// The longest name in bytes.
    package var nameLength: Int
    /// The most folders below one another.
    package var depth: Int
    /// The most bytes of all names together.
    package var nameBytes: Int
    /// The most inflated bytes for each byte of the archive, once more than ``ratioFreeBytes`` are inflated.
    package var ratio: Int
    /// What may be inflated whatever the ratio.
    package var ratioFreeBytes: Int

    /// Makes limits; the defaults suit a project's source.
    package init(
        members: Int = 200_000,
        totalBytes: Int = 4 << 30,
        fileBytes: Int = 1 << 30,
        nameLength: Int = 1024,
        depth: Int = 64,
        nameBytes: Int = 64 << 20,
        ratio: Int = 100,
        ratioFreeBytes: Int = 64 << 20
    ) {
        self.members = members
        self.totalBytes = totalBytes
        self.fileBytes = fileBytes
        self.nameLength = nameLength
        self.depth = depth
        self.nameBytes = nameBytes
        self.ratio = ratio
        self.ratioFreeBytes = ratioFreeBytes
    }
}
