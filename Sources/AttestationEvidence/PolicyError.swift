/// A policy file says something that cannot be applied.
package struct PolicyError: Error, Equatable, CustomStringConvertible {
    /// The key, and what is wrong with it.
    package let description: String

    init(_ key: String, _ message: String) { description = "\(key): \(message)" }
}
