import Bytes
import Evidence
import OpenSSLKit
import StrictJSON

/// The paravisor of an Azure machine, which speaks through indices of the virtual TPM. Blocks.
struct AzureParavisor {
    /// Where the paravisor leaves its report.
    static let reportIndex: UInt32 = 0x0140_0001
    /// Where a guest writes what the next report shall state.
    static let userDataIndex: UInt32 = 0x0140_0002

    /// A report that states the data, and a quote over the data's digest.
    struct Outcome: Sendable {
        /// The report as the index holds it.
        let bytes: [UInt8]
        let report: HCLReport
        let quote: TPMQuoteEvidence
    }

    let tpm: TPMAddress
    let pause: RetryPause

    /// The report that is there now.
    func report() throws(EnclaveError) -> HCLReport { try Self.report(of: TPM(tpm, pause: pause)).report }

    /// Has the paravisor make a report that states `data`, and quotes the registers.
    func attest(_ data: ReportData) throws(EnclaveError) -> Outcome {
        let tpm = try TPM(tpm, pause: pause)
        guard let key = try tpm.persistentAttestationKey() else {
            throw EnclaveError(.notFound, "TPM2_ReadPublic", "the virtual TPM has no attestation key at 0x81000003")
        }
        try Self.write(data, to: tpm)
        let (bytes, report) = try freshReport(of: tpm, stating: data)
        let quote = try tpm.coherentQuote(
            with: key.handle,
            qualifyingData: DigestAlgorithm.sha256.digest(data.bytes)
        )
        return Outcome(bytes: bytes, report: report, quote: Self.withBareSignature(quote))
    }

    /// The index is the guest's to define; one of another size is somebody's mistake.
    private static func write(_ data: ReportData, to tpm: borrowing TPM) throws(EnclaveError) {
        let size = try tpm.sizeOfIndex(userDataIndex)
        if let size, size != ReportData.size { try tpm.removeIndex(userDataIndex) }
        if size != ReportData.size { try tpm.defineIndex(userDataIndex, size: ReportData.size) }
        try tpm.writeIndex(userDataIndex, data.bytes)
    }

    /// The paravisor notices the data after a while.
    private func freshReport(
        of tpm: borrowing TPM,
        stating data: ReportData
    ) throws(EnclaveError) -> (bytes: [UInt8], report: HCLReport) {
        for attempt in 1...AzureAttester.attempts {
            // A report that is read while it is written may have no form yet.
            if let found = try? Self.report(of: tpm), Self.userData(in: found.report) == data.bytes { return found }
            if attempt < AzureAttester.attempts { pause(after: attempt) }
        }
        throw EnclaveError(
            .timeout,
            "TPM2_NV_Read",
            "the paravisor's report does not state the data after \(AzureAttester.attempts) readings"
        )
    }

    private static func report(of tpm: borrowing TPM) throws(EnclaveError) -> (bytes: [UInt8], report: HCLReport) {
        guard let size = try tpm.sizeOfIndex(reportIndex), size <= HCLReport.sizeLimit,
            let bytes = try tpm.readIndex(reportIndex)
        else {
            throw EnclaveError(.notFound, "TPM2_NV_Read", "the virtual TPM has no paravisor's report at 0x01400001")
        }
        do throws(EvidenceError) {
            return (bytes, try HCLReport(parsing: bytes))
        } catch {
            throw EnclaveError(.malformed, "TPM2_NV_Read", error.message)
        }
    }

    private static func userData(in report: HCLReport) -> [UInt8]? {
        guard let runtime = try? JSONParser.parse(report.runtimeData, sizeLimit: HCLReport.sizeLimit, depthLimit: 8)
        else { return nil }
        return runtime["user-data"]?.string.flatMap { [UInt8](hexadecimal: $0) }
    }

    /// Evidence of Azure's carries the number alone where it is RSASSA, as other producers write it.
    private static func withBareSignature(_ quote: TPMQuoteEvidence) -> TPMQuoteEvidence {
        guard let signature = try? TPMSignature(parsing: quote.signature), signature.algorithm == .rsassa else {
            return quote
        }
        return TPMQuoteEvidence(message: quote.message, signature: signature.bytes, registers: quote.registers)
    }
}
