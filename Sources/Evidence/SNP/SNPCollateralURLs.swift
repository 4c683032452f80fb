import Bytes

/// Where AMD's key distribution service keeps what verifies a report (KDS specification, 57230, section 4).
package struct SNPCollateralURLs: Hashable, Sendable {
    /// The service.
    package static let origin = "https://kdsintf.amd.com"

    /// The DER of the VCEK's certificate; `nil` where a VLEK signs, which only its operator hands out, or where the host
    /// hides the chip.
    package let vcek: String?
    /// The PEM of the signing key's issuer and of the root.
    package let chain: String
    /// The DER of the revocation list.
    package let revocationList: String

    /// The addresses for a report.
    ///
    /// `line` is for reports of version 2, which name no processor. `nil` where the line is not known, or where the
    /// report states versions in another layout than the line's.
    package init?(for report: SNPReport, line: SNPProductLine? = nil) {
        let stated = report.processor.map(SNPProductLine.init(processor:)) ?? line
        guard let line = stated, line != .simulated, let tcb = report.reportedTCB.version(as: line.tcbLayout) else {
            return nil
        }
        let base = "\(Self.origin)/\(report.signingKey.rawValue)/v1/\(line.name)"
        chain = "\(base)/cert_chain"
        revocationList = "\(base)/crl"
        let chip = report.chipID.prefix(line.chipIDSize)
        guard report.signingKey == .vcek, chip.contains(where: { $0 != 0 }) else {
            vcek = nil
            return
        }
        let parts = [
            ("fmcSPL", tcb.fmc), ("blSPL", tcb.bootloader), ("teeSPL", tcb.tee), ("snpSPL", tcb.snp),
            ("ucodeSPL", tcb.microcode),
        ]
        let query = parts.compactMap { name, version in version.map { "\(name)=\($0)" } }
        vcek = "\(base)/\(chip.hexadecimal)?\(query.joined(separator: "&"))"
    }
}
