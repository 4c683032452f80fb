package import Builds

/// A ref was set to an object: the one kind of event that starts a build.
package struct PushEvent: Sendable, Equatable {
    /// The repository as the payload describes it.
    package struct Repository: Sendable, Equatable {
        /// The forge's number for it, which survives renaming.
        package let id: Int
        /// Its place on the forge.
        package let name: RepositoryName
        /// Whether it must not be shown to everybody; true unless the payload says that it is public.
        package let isPrivate: Bool
    }

    /// What makes two deliveries the same event, whatever their delivery ids (DESIGN section 7).
    package struct Key: Sendable, Hashable {
        /// The forge's number for the repository.
        package let repositoryID: Int
        /// The full ref.
        package let ref: RefName
        /// The object that the ref was set to: a commit, or an annotated tag.
        package let object: ObjectID
    }

    /// The forge's name for the delivery.
    package let deliveryID: String
    /// The repository.
    package let repository: Repository
    /// The full ref.
    package let ref: RefName
    /// The object that the ref was set to: a commit, or an annotated tag's own object.
    package let object: ObjectID
    /// The object that the ref was set to before; `nil` for a new ref, and where the forge does not say.
    package let previous: ObjectID?
    /// The login of whoever pushed, for display only.
    package let sender: String?

    /// What makes two deliveries the same event.
    package var key: Key { Key(repositoryID: repository.id, ref: ref, object: object) }
}
