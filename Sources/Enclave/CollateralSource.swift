package import Evidence

/// What AMD says of the key that signed a report.
package struct SNPEndorsements: Hashable, Sendable {
    /// The key's certificate, DER.
    package let certificate: [UInt8]
    /// The revocation list of the product line, DER; `nil` where none was to be had, which is no failure.
    package let revocationList: [UInt8]?

    package init(certificate: [UInt8], revocationList: [UInt8]?) {
        self.certificate = certificate
        self.revocationList = revocationList
    }
}

/// Where the statements of vendors come from without which evidence could not be verified later.
///
/// Whoever gives them has verified the evidence with them.
package protocol CollateralSource: Sendable {
    /// What belongs to a report; certificates that the host offers, DER, are looked at first.
    func endorsements(of report: SNPReport, offered: [[UInt8]]) async throws(EnclaveError) -> SNPEndorsements

    /// Intel's statements about the platform of a quote, valid now.
    func collateral(for quote: [UInt8]) async throws(EnclaveError) -> TDXCollateral
}
