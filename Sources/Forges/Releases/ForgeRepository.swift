/// A repository as its forge describes it.
package struct ForgeRepository: Sendable, Equatable {
    /// The forge's number for it, or its name where it has none.
    package let id: String
    /// Its place on the forge, as the forge spells it.
    package let name: RepositoryName
    /// Whether only some accounts can see it.
    package let isPrivate: Bool
}
