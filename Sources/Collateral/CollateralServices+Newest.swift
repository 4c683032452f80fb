import Builds
import CurlKit
package import Enclave
package import Evidence
import OpenSSLKit
package import StrictJSON

extension CollateralServices {
    /// What the vendor states today about the machine of some evidence; `nil` where its platform has no such statements, or
    /// the evidence cannot be read as far as that takes.
    ///
    /// Nothing is judged here but what is needed to ask: it is for whoever verifies to judge, also when the machine is no
    /// longer what it should be.
    package func newest(for evidence: HardwareEvidence) async throws(EnclaveError) -> JSONValue? {
        switch evidence.platform {
        case .snp:
            guard let parts = try? SNPEvidence.hardware(evidence.evidence) else { return nil }
            return try await newestList(report: parts.report, certificate: parts.certificate)
        case .azureSNP:
            guard let parts = try? AzureEvidence(evidence.evidence, on: .snp),
                let report = try? HCLReport(parsing: parts.report), case .vcek(let certificate) = parts.hardware
            else { return nil }
            return try await newestList(report: report.hardwareReport, certificate: certificate)
        case .tdx:
            guard let parts = try? TDXEvidence(evidence.evidence) else { return nil }
            return try await statements(about: parts.quote)?.json
        case .azureTDX:
            guard let parts = try? AzureEvidence(evidence.evidence, on: .tdx), case .tdQuote(let quote) = parts.hardware
            else { return nil }
            return try await statements(about: quote)?.json
        case .nitro, .tpm, .simulated:
            return nil
        }
    }

    /// The revocation list of the line that the certificate says its issuer belongs to.
    private func newestList(report bytes: [UInt8], certificate der: [UInt8]) async throws(EnclaveError) -> JSONValue? {
        guard let report = try? SNPReport(parsing: bytes), let name = (try? Certificate(der: der))?.issuer.commonName,
            let line = SNPProductLine(issuerCommonName: name, key: report.signingKey), let root = snpRoots[line]?.ark,
            let address = SNPCollateralURLs(for: report, line: line)
        else { return nil }
        let list = try await fetch(endpoints.amd, Self.path(address.revocationList)).body
        guard let parsed = try? RevocationList(der: list), parsed.isSigned(by: root), parsed.isCurrent(at: now()) else {
            throw Self.missing("\(endpoints.amd.origin) answers with no valid revocation list of \(line.name)")
        }
        return SNPCollateral(revocationList: list).json
    }
}
