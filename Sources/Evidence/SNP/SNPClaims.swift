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
    /// The operator that a VLEK was made for, for example `CN=cc-us-east-2.amazonaws.com`.
    package let cloudServiceProvider: String?
}
