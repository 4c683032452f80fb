import Bytes
package import StrictJSON

/// The parts of the evidence of an Azure confidential machine, decoded and otherwise unchecked.
package struct AzureEvidence: Hashable, Sendable {
    /// The versions of the format that are read; they do not differ in what is read here. The form before them, which
    /// states no version, says the same in other members.
    package static let versions = 1...2
    /// The version that is written.
    package static let currentVersion = 1

    /// What proves that the hardware is genuine.
    package enum Hardware: Hashable, Sendable {
        /// The DER of the certificate of the key that signed the SNP report inside the paravisor's report.
        case vcek([UInt8])
        /// The quote made from the TDREPORT inside the paravisor's report.
        case tdQuote([UInt8])
    }

    /// The version that it is written in.
    package let version: Int
    package let quote: TPMQuoteEvidence
    /// The paravisor's report.
    package let report: [UInt8]
    package let hardware: Hardware

    package init(
        version: Int = currentVersion,
        quote: TPMQuoteEvidence,
        report: [UInt8],
        hardware: Hardware
    ) {
        self.version = version
        self.quote = quote
        self.report = report
        self.hardware = hardware
    }
}

extension AzureEvidence {
    /// Reads `{"version", "tpm_quote", "hcl_report", "vcek" | "td_quote"}`, the last by the kind of `hardware`, or the form
    /// without a version. The quote's signature is bare (as long as the key) or a TPMT_SIGNATURE.
    package init(_ value: JSONValue, on hardware: HCLReport.Hardware) throws(EvidenceError) {
        try SNPEvidence.refuseLargeParts(value)
        if let members = value.object, members["version"] == nil {
            try self.init(unversioned: value, on: hardware)
        } else {
            try self.init(versioned: value, on: hardware)
        }
    }

    private init(versioned value: JSONValue, on hardware: HCLReport.Hardware) throws(EvidenceError) {
        let quote: JSONValue
        do throws(JSONError) {
            var reader = try ObjectReader(value, at: "evidence")
            version = try reader.integer("version")
            guard Self.versions.contains(version) else {
                throw JSONError(.wrongType, "evidence.version: expected 1 or 2, found \(version)")
            }
            quote = try reader.value("tpm_quote")
            report = try Self.bytes("hcl_report", &reader)
            switch hardware {
            case .snp: self.hardware = .vcek(try Self.bytes("vcek", &reader))
            case .tdx: self.hardware = .tdQuote(try Self.bytes("td_quote", &reader))
            }
            try reader.finish()
        } catch {
            throw EvidenceError(.evidenceMalformed, error.description)
        }
        self.quote = try TPMQuoteEvidence(quote)
    }

    /// The evidence as it stands in `evidence.json`.
    package var json: JSONValue {
        var object = JSONObject()
        object["version"] = .integer(version)
        object["tpm_quote"] = quote.json
        object["hcl_report"] = .string(Base64URL.encode(report))
        switch hardware {
        case .vcek(let der): object["vcek"] = .string(Base64URL.encode(der))
        case .tdQuote(let quote): object["td_quote"] = .string(Base64URL.encode(quote))
        }
        return .object(object)
    }

    private static func bytes(_ name: String, _ reader: inout ObjectReader) throws(JSONError) -> [UInt8] {
        guard let bytes = Base64URL.decode(try reader.string(name)) else {
            throw JSONError(.wrongType, "evidence.\(name): expected Base64 for URLs")
        }
        return bytes
    }
}
