import Bytes
package import StrictJSON

/// The parts of SNP evidence, decoded and otherwise unchecked.
package struct SNPEvidence: Hashable, Sendable {
    /// The largest Base64 text of one part.
    package static let partLimit = 1 << 20

    /// The ATTESTATION_REPORT.
    package let report: [UInt8]
    /// The kind of key that the certificate's member is named for. The name decides nothing: the report and the
    /// certificate say what they are.
    package let key: SNPSigningKey
    /// The DER of the key's certificate.
    package let certificate: [UInt8]
    /// The DER of the issuing and of the root certificate: only the stand-in carries its own.
    package let chain: Chain?
    /// The authorities that evidence of hardware brings along. Nothing is judged by them.
    package let offered: OfferedAuthorities

    /// A chain that evidence carries itself.
    package struct Chain: Hashable, Sendable {
        package let intermediate: [UInt8]
        package let root: [UInt8]

        package init(intermediate: [UInt8], root: [UInt8]) {
            self.intermediate = intermediate
            self.root = root
        }
    }

    /// The DER of an issuing and of a root certificate, where they are there.
    package struct OfferedAuthorities: Hashable, Sendable {
        package let intermediate: [UInt8]?
        package let root: [UInt8]?

        package init(intermediate: [UInt8]? = nil, root: [UInt8]? = nil) {
            self.intermediate = intermediate
            self.root = root
        }

        package var isEmpty: Bool { intermediate == nil && root == nil }
    }

    package init(
        report: [UInt8],
        key: SNPSigningKey,
        certificate: [UInt8],
        chain: Chain?,
        offered: OfferedAuthorities = OfferedAuthorities()
    ) {
        self.report = report
        self.key = key
        self.certificate = certificate
        self.chain = chain
        self.offered = offered
    }
}

extension SNPEvidence {
    /// Reads `{"attestation_report", "cert_chain": {"vcek" | "vlek", "ask"?, "ark"?}}`, as platform `snp` has it. What may
    /// be absent may be `null`; some programs name every key's certificate `vcek`.
    package static func hardware(_ value: JSONValue) throws(EvidenceError) -> SNPEvidence {
        try parse(value) { evidence, chain throws(JSONError) in
            var reader = try ObjectReader(chain, at: "evidence.cert_chain")
            let (key, certificate) = try Self.certificate(&reader)
            let offered = OfferedAuthorities(
                intermediate: try reader.optionalBase64("ask"),
                root: try reader.optionalBase64("ark")
            )
            try reader.finish()
            return SNPEvidence(report: evidence, key: key, certificate: certificate, chain: nil, offered: offered)
        }
    }

    /// The one certificate of a signing key.
    private static func certificate(
        _ reader: inout ObjectReader
    ) throws(JSONError) -> (key: SNPSigningKey, certificate: [UInt8]) {
        let vcek = try reader.optionalBase64("vcek")
        let vlek = try reader.optionalBase64("vlek")
        switch (vcek, vlek) {
        case (let certificate?, nil): return (.vcek, certificate)
        case (nil, let certificate?): return (.vlek, certificate)
        case (nil, nil): throw JSONError(.missingMember, "evidence.cert_chain: the member \"vcek\" is missing")
        default: throw JSONError(.unknownMember, "evidence.cert_chain: both \"vcek\" and \"vlek\" are there")
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
        certificates["ask"] = (chain?.intermediate ?? offered.intermediate).map { .string($0.base64) }
        certificates["ark"] = (chain?.root ?? offered.root).map { .string($0.base64) }
        return ["attestation_report": .string(report.base64), "cert_chain": .object(certificates)]
    }

    private static func parse(
        _ value: JSONValue,
        certificates: (_ report: [UInt8], _ chain: JSONValue) throws(JSONError) -> SNPEvidence
    ) throws(EvidenceError) -> SNPEvidence {
        try refuseLargeParts(value)
        try refuseLargeParts(value["cert_chain"])
        do throws(JSONError) {
            var reader = try ObjectReader(value, at: "evidence")
            let report = try reader.base64("attestation_report")
            let chain = try reader.value("cert_chain")
            guard chain != .null else {
                throw JSONError(.missingMember, "evidence: the member \"cert_chain\" is missing")
            }
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
