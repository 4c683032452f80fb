/// What the caller gave cannot be used: a policy or collateral that does not read.
public struct AttestationError: Error, Equatable, CustomStringConvertible {
    /// One sentence for people.
    public let description: String

    init(_ description: String) { self.description = description }
}
