import Bytes
package import StrictJSON

/// What AMD signed that helps to judge SNP evidence, decoded and otherwise unchecked.
package struct SNPCollateral: Hashable, Sendable {
    /// The DER of the revocation list that the product line's root signs.
    package let revocationList: [UInt8]?

    package init(revocationList: [UInt8]?) { self.revocationList = revocationList }

    /// Reads `{"crl"?}`, the member `collateral` of platform `snp`.
    package init(_ value: JSONValue?) throws(EvidenceError) {
        guard let value else {
            self.init(revocationList: nil)
            return
        }
        try SNPEvidence.refuseLargeParts(value)
        do {
            var reader = try ObjectReader(value, at: "collateral")
            let revocationList = value["crl"] == nil ? nil : try reader.base64("crl")
            try reader.finish()
            self.init(revocationList: revocationList)
        } catch {
            throw EvidenceError(.evidenceMalformed, error.description)
        }
    }

    /// The collateral as it stands in `evidence.json`; `nil` where there is none.
    package var json: JSONValue? {
        revocationList.map { ["crl": .string($0.base64)] }
    }
}
