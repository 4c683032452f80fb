package import Builds

/// Receives a source's entries in ascending order of their path bytes, folders left out.
///
/// What it receives is not yet proven: only ``finish()``, which is called when every object has its name, may hand
/// anything on.
package protocol TreeVisitor: ~Copyable {
    /// What is made of the entries.
    associatedtype Output

    /// A file or link begins; `size` bytes of content follow.
    mutating func begin(path: [UInt8], mode: TreeEntryMode, size: Int) throws(GitError)

    /// Some of the content of the file or link that was begun.
    mutating func content(_ piece: ArraySlice<UInt8>) throws(GitError)

    /// The file or link that was begun is complete and has the content that the tree names.
    mutating func end() throws(GitError)

    /// A commit of another repository stands here.
    mutating func submodule(path: [UInt8], commit: ObjectID) throws(GitError)

    /// Everything came, and is what the commit names.
    consuming func finish() throws(GitError) -> Output
}
