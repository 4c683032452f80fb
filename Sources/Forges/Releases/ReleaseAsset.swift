/// A file of a release, as its forge describes it.
package struct ReleaseAsset: Sendable, Equatable {
    /// The forge's name for it.
    package let id: String
    /// Its name; forges may have rewritten it.
    package let name: String
    /// The size in bytes.
    package let size: Int
    /// Whether all of it has arrived; GitHub leaves empty assets in state `starter` behind when an upload fails.
    package let isComplete: Bool
    /// SHA-256 in lower-case hexadecimal, where the forge reports it.
    package let sha256: String?
    /// What the forge needs to find the contents: nothing, or an identifier beside ``id``. Never a whole URL.
    let locator: String

    /// Makes an asset.
    init(id: String, name: String, size: Int, isComplete: Bool = true, sha256: String? = nil, locator: String = "") {
        self.id = id
        self.name = name
        self.size = size
        self.isComplete = isComplete
        self.sha256 = sha256
        self.locator = locator
    }
}
