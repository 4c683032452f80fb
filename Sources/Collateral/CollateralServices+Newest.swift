import Builds
import CurlKit
package import Enclave
package import Evidence
import OpenSSLKit
package import StrictJSON

extension CollateralServices {
    /// What the vendor states today about the machine of some evidence; `nil` where its platform has no such statements.
    ///
    /// Nothing is judged here but what is needed to ask: it is for whoever verifies to judge, also when the machine is no
    /// longer what it should be.
    package func newest(for evidence: HardwareEvidence) async throws(EnclaveError) -> JSONValue? {
        switch evidence.platform {
        case .snp:
            let parts = try Self.read { () throws(EvidenceError) in try SNPEvidence.hardware(evidence.evidence) }
            return try await newestList(report: parts.report, certificate: parts.certificate)
        case .azureSNP:
            let parts = try Self.read { () throws(EvidenceError) in try AzureEvidence(evidence.evidence, on: .snp) }
            let report = try Self.read { () throws(EvidenceError) in try HCLReport(parsing: parts.report) }
            guard case .vcek(let certificate) = parts.hardware else { return nil }
            return try await newestList(report: report.hardwareReport, certificate: certificate)
        case .tdx:
            let parts = try Self.read { () throws(EvidenceError) in try TDXEvidence(evidence.evidence) }
            return try await statements(about: parts.quote).json
        case .azureTDX:
            let parts = try Self.read { () throws(EvidenceError) in try AzureEvidence(evidence.evidence, on: .tdx) }
            guard case .tdQuote(let quote) = parts.hardware else { return nil }
            return try await statements(about: quote).json
        case .nitro, .tpm, .simulated:
            return nil
        }
    }

    /// The revocation list of the line that the certificate says its issuer belongs to.
    private func newestList(report bytes: [UInt8], certificate der: [UInt8]) async throws(EnclaveError) -> JSONValue? {
        let report = try Self.read { () throws(EvidenceError) in try SNPReport(parsing: bytes) }
        guard let name = (try? Certificate(der: der))?.issuer.commonName,
            let line = SNPProductLine(issuerCommonName: name, key: report.signingKey), let root = snpRoots[line]?.ark,
            let address = SNPCollateralURLs(for: report, line: line)
        else { throw Self.missing("the evidence does not tell the processor's product line") }
        let list = try await fetch(endpoints.amd, Self.path(address.revocationList)).body
        guard let parsed = try? RevocationList(der: list), parsed.isSigned(by: root), parsed.isCurrent(at: now()) else {
            throw Self.missing("\(endpoints.amd.origin) answers with no valid revocation list of \(line.name)")
        }
        return SNPCollateral(revocationList: list).json
    }

    private static func read<Value>(_ body: () throws(EvidenceError) -> Value) throws(EnclaveError) -> Value {
        do throws(EvidenceError) {
            return try body()
        } catch {
            throw missing("the evidence cannot be read: \(error.message)")
        }
    }
}
