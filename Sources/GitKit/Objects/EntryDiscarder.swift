package import Builds

/// A visitor that keeps nothing, for callers who want the names and digests alone.
package struct EntryDiscarder: TreeVisitor {
    package init() {}
    package mutating func begin(path: [UInt8], mode: TreeEntryMode, size: Int) throws(GitError) {}
    package mutating func content(_ piece: ArraySlice<UInt8>) throws(GitError) {}
    package mutating func end() throws(GitError) {}
    package mutating func submodule(path: [UInt8], commit: ObjectID) throws(GitError) {}
    package consuming func finish() throws(GitError) {}
}
