import OpenSSLKit

import struct FoundationEssentials.Date

/// The certificates that vouch for a quoting enclave: a machine's certifying key, its authority, Intel's root.
struct PCKChain {
    static let leafCommonName = "Intel SGX PCK Certificate"

    let leaf: Certificate
    let authority: Certificate
    let identity: PCKIdentity

    /// Reads the chain of a quote and judges its names, its signatures and its validity.
    init(
        parsing text: [UInt8],
        by reader: IntelReader,
        at time: Date,
        rules: inout RuleLog
    ) throws(EvidenceError) {
        let certificates = try reader.machineChain(text)
        leaf = certificates[0]
        authority = certificates[1]
        let kind = try Self.verifyNames(leaf: leaf, authority: authority)
        let chain = CertificateChain(leaf: leaf, intermediates: [authority], root: reader.root)
        try chain.verify(at: time, .pckChainInvalid, expired: .pckExpired, "PCK certificate")
        rules.pass(
            .pckChainInvalid,
            found: "\(Self.leafCommonName) ← \(kind.commonName)",
            "the PCK certificate descends from Intel's root"
        )
        rules.pass(.pckExpired, "every certificate of the PCK chain is valid at the time of judgement")
        identity = try PCKIdentity(of: leaf, issuedBy: kind)
    }

    /// Which authority issued the certificate, where the names are those of a machine and of such an authority.
    static func verifyNames(
        leaf: Certificate,
        authority: Certificate
    ) throws(EvidenceError) -> PCKIdentity.Authority {
        guard leaf.subject.commonName == leafCommonName, !leaf.isAuthority else {
            throw EvidenceError(
                .pckChainInvalid,
                expected: leafCommonName,
                found: leaf.subject.commonName ?? "no common name",
                "the first certificate is not that of a machine"
            )
        }
        let kinds = [PCKIdentity.Authority.platform, .processor]
        guard let kind = kinds.first(where: { $0.commonName == authority.subject.commonName }) else {
            throw EvidenceError(
                .pckChainInvalid,
                expected: kinds.map(\.commonName).joined(separator: " or "),
                found: authority.subject.commonName ?? "no common name",
                "the second certificate is not that of an authority for machines"
            )
        }
        guard [leaf, authority].allSatisfy({ $0.version == 3 && $0.publicKey.kind == .p256 }) else {
            throw EvidenceError(.pckChainInvalid, "a certificate is not of version 3 with a P-256 key")
        }
        return kind
    }
}

extension CertificateChain {
    /// Throws what is wrong with a chain at a time; `owner` names its leaf.
    func verify(
        at time: Date,
        _ code: ReasonCode,
        expired: ReasonCode,
        _ owner: String,
        aspect: RuleAspect = .authenticity
    ) throws(EvidenceError) {
        let fault: Fault?
        do {
            fault = try self.fault(at: time, isRootPinned: true)
        } catch {
            throw EvidenceError(code, "the chain of the \(owner) cannot be judged: \(error)", aspect: aspect)
        }
        switch fault {
        case nil: return
        case .invalid(let reason):
            throw EvidenceError(code, "the \(owner) does not descend from Intel's root: \(reason)", aspect: aspect)
        case .expired, .notYetValid:
            let guilty = ([leaf] + intermediates + [root]).first { !$0.isValid(at: time) }
            throw EvidenceError(
                expired,
                expected: guilty.map { "\(StatementTime.text($0.notBefore)) to \(StatementTime.text($0.notAfter))" },
                found: StatementTime.text(time),
                "a certificate in the chain of the \(owner) \(fault == .expired ? "has expired" : "is not valid yet")",
                aspect: aspect
            )
        }
    }
}
