package import Builds
package import StrictJSON

/// What a machine says of itself, as it stands in `evidence.json`. Nothing of it has been checked.
package struct HardwareEvidence: Equatable, Sendable {
    /// The member `platform`: selects the roots, and must match what the evidence is.
    package let platform: Platform
    /// The member `evidence`; its shape depends on the platform.
    package let evidence: JSONValue
    /// The member `collateral`: signed statements of the vendor that help to judge the evidence; `nil` where it is
    /// absent or `null`.
    package let collateral: JSONValue?

    package init(platform: Platform, evidence: JSONValue, collateral: JSONValue?) {
        self.platform = platform
        self.evidence = evidence
        self.collateral = collateral == .null ? nil : collateral
    }
}
