/// How large a source may be; the writing and the reading side of an object stream apply the same limits.
package struct SourceLimits: Sendable, Equatable {
    /// The most entries of all trees together, a folder that is met twice counted twice.
    package var entries = 500_000
    /// The most folders below one another.
    package var depth = 64
    /// The longest path, in bytes.
    package var pathLength = 4095
    /// The most bytes of all paths together.
    package var pathBytes = 64 << 20
    /// The largest commit, in bytes.
    package var commitSize = 1 << 20
    /// The largest tree object, in bytes.
    package var treeSize = 16 << 20
    /// The largest file, in bytes.
    package var fileSize = 1 << 30
    /// The most bytes of all objects together, one that is met twice counted twice.
    package var totalSize = 8 << 30

    /// Makes the default limits, to be changed one by one.
    package init() {}
}
