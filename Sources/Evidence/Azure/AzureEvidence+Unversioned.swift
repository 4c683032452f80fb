import OpenSSLKit
import StrictJSON

extension AzureEvidence {
    /// Reads the form that states no version, which Confidential Containers wrote first: bytes are arrays of numbers, and
    /// the certificate is PEM. On SNP `{"quote", "report", "vcek"}`, on TDX `{"tpm_quote", "hcl_report", "td_quote"}`.
    init(unversioned value: JSONValue, on hardware: HCLReport.Hardware) throws(EvidenceError) {
        do throws(JSONError) {
            var reader = try ObjectReader(value, at: "evidence")
            switch hardware {
            case .snp:
                self.init(
                    quote: try TPMQuoteEvidence(byteArraysOf: reader.reader("quote")),
                    report: try reader.byteArray("report", limit: HCLReport.sizeLimit),
                    hardware: .vcek(try Self.certificate(inPEM: reader.string("vcek")))
                )
            case .tdx:
                self.init(
                    quote: try TPMQuoteEvidence(byteArraysOf: reader.reader("tpm_quote")),
                    report: try reader.byteArray("hcl_report", limit: HCLReport.sizeLimit),
                    hardware: .tdQuote(try reader.byteArray("td_quote", limit: TDXQuote.sizeLimit))
                )
            }
            try reader.finish()
        } catch {
            throw EvidenceError(error.code == .limit ? .evidenceTooLarge : .evidenceMalformed, error.description)
        }
    }

    private static func certificate(inPEM text: String) throws(JSONError) -> [UInt8] {
        guard let block = try? PEM.strictBlocks(Array(text.utf8), label: "CERTIFICATE", limit: 1).first else {
            throw JSONError(.wrongType, "evidence.vcek: expected a certificate in PEM")
        }
        return block
    }
}

extension TPMQuoteEvidence {
    /// Takes `{"message", "signature", "pcrs"}` from a reader: arrays of numbers, and 24 registers of 32.
    fileprivate init(byteArraysOf reader: ObjectReader) throws(JSONError) {
        var reader = reader
        // Two digits of the usual form's texts are a byte.
        let limit = Self.textLimit / 2
        self.init(
            message: try reader.byteArray("message", limit: limit),
            signature: try reader.byteArray("signature", limit: limit),
            registers: try reader.byteArrays("pcrs", count: TPMQuotedRegisters.count, size: TPMQuotedRegisters.size)
        )
        try reader.finish()
    }
}
