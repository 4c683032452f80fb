/// Whose files a release is made of.
package enum ReleaseFormat: String, Sendable, CaseIterable {
    /// Assay's own.
    case assay
    /// Kettle's. Its builds can ask for evidence themselves, so accepting it is a decision and never a guess.
    case kettle
}
