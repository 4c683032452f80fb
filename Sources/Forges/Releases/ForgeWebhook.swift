/// A webhook that exists on a forge.
package struct ForgeWebhook: Sendable, Equatable {
    /// The forge's name for it.
    package let id: String
    /// Where it delivers to.
    package let url: String
    /// The events that it delivers.
    package let events: [String]
    /// Whether it is switched on.
    package let isActive: Bool
}
