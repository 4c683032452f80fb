/// A family of AMD processors that sign reports under one root, or the stand-in for one.
package enum SNPProductLine: String, Hashable, Sendable, CaseIterable {
    case milan
    /// Genoa, and Bergamo and Siena, which sign under the same root.
    case genoa
    case turin
    /// The software stand-in; never chosen by a processor's identity.
    case simulated

    /// The line's name in certificates.
    package var name: String {
        switch self {
        case .milan: "Milan"
        case .genoa: "Genoa"
        case .turin: "Turin"
        case .simulated: "Simulated"
        }
    }

    /// How the line stores TCB versions.
    package var tcbLayout: TCBField.Layout { self == .turin ? .turin : .milan }

    /// How many bytes of CHIP_ID the line uses; the rest is zero.
    package var chipIDSize: Int { self == .turin ? 8 : 64 }

    /// The line of a processor, from the family, model and stepping that its reports state since version 3.
    ///
    /// `nil` for a processor whose root is not known. All zero is no processor: the stand-in's reports say that.
    package init?(processor: SNPReport.Processor) {
        switch (processor.family, processor.model) {
        case (0x19, 0x00...0x0F): self = .milan
        case (0x19, 0x10...0x1F), (0x19, 0xA0...0xAF): self = .genoa
        case (0x1A, 0x00...0x11): self = .turin
        case (0, 0) where processor.stepping == 0: self = .simulated
        default: return nil
        }
    }

    /// The line that a report states. Reports of version 2 state none: there the issuer of the signing key does, and the
    /// stand-in makes no such reports.
    package init?(of report: SNPReport, keyIssuer: String) {
        if let processor = report.processor {
            self.init(processor: processor)
        } else {
            self.init(issuerCommonName: keyIssuer, key: report.signingKey)
            if self == .simulated { return nil }
        }
    }

    /// The line whose intermediate certificate is called `SEV-<name>` or `SEV-VLEK-<name>`.
    package init?(issuerCommonName name: String, key: SNPSigningKey) {
        guard let line = Self.allCases.first(where: { $0.intermediateCommonName(key) == name }) else { return nil }
        self = line
    }

    /// The common name of the root, for example `ARK-Milan`.
    package var rootCommonName: String { "ARK-\(name)" }

    /// The common name of the intermediate that issues keys of a kind.
    package func intermediateCommonName(_ key: SNPSigningKey) -> String {
        switch key {
        case .vcek: "SEV-\(name)"
        case .vlek: "SEV-VLEK-\(name)"
        }
    }
}

/// The kind of key that signs a report.
package enum SNPSigningKey: String, Hashable, Sendable {
    /// Made from a secret of the chip.
    case vcek
    /// Made from a secret that AMD gave to a cloud's operator.
    case vlek

    /// The subject of the key's certificate.
    package var commonName: String {
        switch self {
        case .vcek: "SEV-VCEK"
        case .vlek: "SEV-VLEK"
        }
    }
}
