package import Builds

/// What a tag pointed to when the forge was asked.
package struct TagTarget: Sendable, Equatable {
    /// The tag object of an annotated tag, else the commit.
    package let object: ObjectID
    /// The commit that the tag peels to.
    package let commit: ObjectID

    /// Makes a target.
    package init(object: ObjectID, commit: ObjectID) {
        self.object = object
        self.commit = commit
    }
}
