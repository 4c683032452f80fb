package import Evidence

/// Where the statements of vendors come from without which evidence could not be verified later.
package protocol CollateralSource: Sendable {
    /// The certificate of the key that signed a report, DER; those that the host offers are looked at first.
    ///
    /// Whoever gives one has verified the report with it.
    func signingKeyCertificate(
        of report: SNPReport,
        offered: SNPCertificateTable?
    ) async throws(EnclaveError) -> [UInt8]

    /// The revocation list of a report's product line, DER; `nil` where none is to be had, which is no failure.
    func revocationList(for report: SNPReport) async -> [UInt8]?

    /// Intel's statements about the platform of a quote, valid now. Whoever gives them has verified the quote with them.
    func collateral(for quote: [UInt8]) async throws(EnclaveError) -> TDXCollateral
}
