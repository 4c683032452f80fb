package import Evidence

/// Stands where nobody gave a source of vendors' statements: each is missing.
package struct NoServices: CollateralSource, AzurePlatform {
    package init() {}

    package func endorsements(
        of report: SNPReport,
        offered: [[UInt8]]
    ) async throws(EnclaveError) -> SNPEndorsements { throw Self.error }

    package func collateral(for quote: [UInt8]) async throws(EnclaveError) -> TDXCollateral { throw Self.error }
    package func signingKeyCertificate() async throws(EnclaveError) -> [UInt8] { throw Self.error }
    package func quote(for report: [UInt8]) async throws(EnclaveError) -> [UInt8] { throw Self.error }

    private static let error = EnclaveError(
        .collateralMissing,
        "collateral",
        "there is no source of vendors' statements"
    )
}
