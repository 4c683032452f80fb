import Bytes
package import StrictJSON

/// The parts of SNP evidence, decoded and otherwise unchecked.
package struct SNPEvidence: Hashable, Sendable {
    /// The largest Base64 text of one part.
    package static let partLimit = 1 << 20

    /// The ATTESTATION_REPORT.
    package let report: [UInt8]
    /// Which kind of key the evidence claims to be signed with.
    package let key: SNPSigningKey
    /// The DER of the key's certificate.
    package let certificate: [UInt8]
    /// The DER of the issuing and of the root certificate: only the stand-in carries its own.
    package let chain: Chain?

    /// A chain that evidence carries itself.
    package struct Chain: Hashable, Sendable {
        package let intermediate: [UInt8]
        package let root: [UInt8]

        package init(intermediate: [UInt8], root: [UInt8]) {
            self.intermediate = intermediate
            self.root = root
        }
    }

    package init(report: [UInt8], key: SNPSigningKey, certificate: [UInt8], chain: Chain?) {
        self.report = report
        self.key = key
        self.certificate = certificate
        self.chain = chain
    }
}

extension SNPEvidence {
    /// Reads `{"attestation_report", "cert_chain": {"vcek" | "vlek"}}`, as platform `snp` has it.
    package static func hardware(_ value: JSONValue) throws(EvidenceError) -> SNPEvidence {
        try parse(value) { evidence, chain throws(JSONError) in
            let key: SNPSigningKey = chain["vlek"] == nil ? .vcek : .vlek
            var reader = try ObjectReader(chain, at: "evidence.cert_chain")
            let certificate = try reader.base64(key.rawValue)
            try reader.finish()
            return SNPEvidence(report: evidence, key: key, certificate: certificate, chain: nil)
        }
    }

    /// Reads `{"attestation_report", "cert_chain": {"vcek", "ask", "ark"}}`, as platform `simulated` has it.
    package static func simulated(_ value: JSONValue) throws(EvidenceError) -> SNPEvidence {
        try parse(value) { evidence, chain throws(JSONError) in
            var reader = try ObjectReader(chain, at: "evidence.cert_chain")
            let certificate = try reader.base64("vcek")
            let chain = Chain(intermediate: try reader.base64("ask"), root: try reader.base64("ark"))
            try reader.finish()
            return SNPEvidence(report: evidence, key: .vcek, certificate: certificate, chain: chain)
        }
    }

    /// The evidence as it stands in `evidence.json`.
    package var json: JSONValue {
        var certificates: JSONObject = JSONObject()
        certificates[key.rawValue] = .string(certificate.base64)
        certificates["ask"] = chain.map { .string($0.intermediate.base64) }
        certificates["ark"] = chain.map { .string($0.root.base64) }
        return ["attestation_report": .string(report.base64), "cert_chain": .object(certificates)]
    }

    private static func parse(
        _ value: JSONValue,
        certificates: (_ report: [UInt8], _ chain: JSONValue) throws(JSONError) -> SNPEvidence
    ) throws(EvidenceError) -> SNPEvidence {
        try refuseLargeParts(value)
        try refuseLargeParts(value["cert_chain"])
        do {
            var reader = try ObjectReader(value, at: "evidence")
            let report = try reader.base64("attestation_report")
            let chain = try reader.value("cert_chain")
            try reader.finish()
            return try certificates(report, chain)
        } catch {
            throw EvidenceError(.evidenceMalformed, error.description)
        }
    }

    /// Looks at sizes before anything is decoded.
    static func refuseLargeParts(_ value: JSONValue?) throws(EvidenceError) {
        for (name, part) in value?.object?.members ?? [] where (part.string?.utf8.count ?? 0) > partLimit {
            throw EvidenceError(
                .evidenceTooLarge,
                expected: "at most \(partLimit) characters",
                found: "\(part.string?.utf8.count ?? 0) characters",
                "the member \"\(name.prefix(40))\" is too large"
            )
        }
    }
}
