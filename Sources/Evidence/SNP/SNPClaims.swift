package import struct FoundationEssentials.Date

/// What a verified SNP report says, with what is only known from the certificate that verified it.
package struct SNPClaims: Hashable, Sendable {
    /// The report; every field of it is signed.
    package let report: SNPReport
    /// The line whose root the report descends from.
    package let productLine: SNPProductLine
    /// REPORTED_TCB, to which the certificate agrees.
    package let reportedTCB: TCBVersion
    package let committedTCB: TCBVersion
    package let currentTCB: TCBVersion
    package let launchTCB: TCBVersion
    /// The chip that the VCEK was made for, as long as the line's identities are; a VLEK belongs to no chip.
    ///
    /// The certificate says it, so it is known too where the host masks CHIP_ID.
    package let hardwareID: [UInt8]?
    /// The operator that a VLEK was made for, for example `CN=cc-us-east-2.amazonaws.com`.
    package let cloudServiceProvider: String?
    /// When the revocation list was issued that does not name the key's issuer; `nil` where none was judged.
    package let revocationListDate: Date?
}

extension SNPClaims {
    /// PLATFORM_INFO.
    package var platformInfo: SNPPlatformInfo { SNPPlatformInfo(rawValue: report.platformInfo) }

    /// Whether the host hides CHIP_ID, although a key of the chip signs.
    package var isChipMasked: Bool { report.signingKey == .vcek && report.chipID.allSatisfy { $0 == 0 } }

    /// Whether the machine runs firmware that it may still go back from: what is committed is older than what runs.
    package var isFirmwareProvisional: Bool {
        currentTCB != committedTCB || report.currentFirmware != report.committedFirmware
    }

    /// Whether the guest was started with an ID block, so that ``SNPReport/idKeyDigest`` names a key.
    package var hasIDBlock: Bool { report.idKeyDigest.contains { $0 != 0 } }
}
