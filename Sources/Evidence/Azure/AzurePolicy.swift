/// Which Azure confidential machines are accepted: the section `azure` of a policy. What is `nil` is not demanded.
package struct AzurePolicy: Hashable, Sendable {
    /// Measurements of the paravisor, MEASUREMENT or MRTD, 48 bytes each. Zeros match nothing.
    package var measurement: [[UInt8]]?
    /// SHA-384 of keys that sign the ID block of a paravisor, 48 bytes each; only SNP has it. Zeros match nothing.
    package var idKeyDigest: [[UInt8]]?
    /// The values that each register of the virtual TPM may hold, by index (0 to 23); 32 bytes each.
    package var pcrs: [Int: Set<[UInt8]>]?
    /// Whether secure boot must be on (or off).
    package var secureBoot: Bool?
    /// Whether there must be a serial console (or none).
    package var consoleEnabled: Bool?

    /// A policy that demands nothing but what holds without one.
    package init() {}
}
