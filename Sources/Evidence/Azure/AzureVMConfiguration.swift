import StrictJSON

/// What a paravisor says of the machine that it runs, in runtime data that the hardware vouches for.
///
/// Each fact is `nil` where the paravisor does not state it: earlier ones state fewer.
package struct AzureVMConfiguration: Hashable, Sendable {
    /// Whether the machine has a serial console.
    package let consoleEnabled: Bool?
    /// Whether the serial console takes input.
    package let interactiveConsoleEnabled: Bool?
    package let secureBoot: Bool?
    package let tpmEnabled: Bool?
    /// Whether the virtual TPM keeps its state, the attestation key included, from one start to the next.
    package let tpmPersisted: Bool?
    /// The machine's identity, as Azure tells machines apart.
    package let uniqueID: String?
    /// The digest of a certificate that the machine was provisioned with; may be empty.
    package let rootCertificateThumbprint: String?
}

extension AzureVMConfiguration {
    /// Reads the member `vm-configuration`. Members that are not known are passed over: the paravisor's measurement says
    /// who wrote them, and it may be newer than this program.
    init(_ value: JSONValue) throws(JSONError) {
        var reader = try ObjectReader(value, at: "vm-configuration")
        func flag(_ name: String) throws(JSONError) -> Bool? {
            reader.optional(name) == nil ? nil : try reader.bool(name)
        }
        consoleEnabled = try flag("console-enabled")
        interactiveConsoleEnabled = try flag("interactive-console-enabled")
        secureBoot = try flag("secure-boot")
        tpmEnabled = try flag("tpm-enabled")
        tpmPersisted = try flag("tpm-persisted")
        uniqueID = try reader.optionalString("vmUniqueId")
        rootCertificateThumbprint = try reader.optionalString("root-cert-thumbprint")
    }
}
