import Bytes
import OpenSSLKit

import struct FoundationEssentials.Date

/// Judges one SNP report: structure, then chain, then signature, then agreement of key and report. In this order, so that
/// nothing is ever said about bytes that nobody signed.
struct SNPAuthentication {
    /// What is trusted, by product line.
    let roots: [SNPProductLine: SNPTrustRoots]
    /// The time at which certificates are judged.
    let time: Date

    /// What the report says, once every rule held; throws the first that did not.
    func claims(of evidence: SNPEvidence, rules: inout RuleLog) throws(EvidenceError) -> SNPClaims {
        let report = try SNPReport(parsing: evidence.report)
        let key = try certificate(of: evidence, report: report)
        let (line, roots) = try trustRoots(for: report, key: key)
        try verifyChain(of: key, kind: report.signingKey, roots: roots, rules: &rules)
        try verifySignature(of: report, by: key, rules: &rules)
        let stated = try VEKExtensions(of: key, line: line, key: report.signingKey)
        if line == .simulated, stated.productName != line.name {
            throw EvidenceError(
                .vcekChainInvalid,
                expected: line.name,
                found: stated.productName,
                "the key's certificate is for another product"
            )
        }
        let claims = try self.claims(report: report, line: line, stated: stated)
        try verifyTCB(claims, stated: stated, rules: &rules)
        try verifyChip(claims, stated: stated, rules: &rules)
        return claims
    }

    /// The certificate, which must be of the kind of key that the report is signed with.
    private func certificate(of evidence: SNPEvidence, report: SNPReport) throws(EvidenceError) -> Certificate {
        let certificate = try Self.certificate(evidence.certificate, "signing key's")
        let expected = report.signingKey.commonName
        guard evidence.key == report.signingKey, certificate.subject.commonName == expected else {
            throw EvidenceError(
                .vcekChainInvalid,
                expected: expected,
                found: certificate.subject.commonName ?? "no common name",
                "the certificate is for another kind of key than signs the report"
            )
        }
        guard certificate.version == 3, certificate.publicKey.kind == .p384 else {
            throw EvidenceError(.vcekChainInvalid, "the signing key's certificate is not of version 3 with a P-384 key")
        }
        return certificate
    }

    /// Reads a certificate of the chain; `owner` names it in the error.
    static func certificate(_ der: [UInt8], _ owner: String) throws(EvidenceError) -> Certificate {
        do {
            return try Certificate(der: der)
        } catch {
            throw EvidenceError(.vcekChainInvalid, "the \(owner) certificate cannot be read: \(error)")
        }
    }

    /// The pinned chain of the processor that the report names. Reports of version 2 name none: the key's issuer does,
    /// and must then really be the pinned one.
    private func trustRoots(
        for report: SNPReport,
        key: Certificate
    ) throws(EvidenceError) -> (SNPProductLine, SNPTrustRoots) {
        let stated: SNPProductLine?
        if let processor = report.processor {
            stated = SNPProductLine(processor: processor)
        } else {
            let issuer = key.issuer.commonName ?? ""
            let line = SNPProductLine(issuerCommonName: issuer, key: report.signingKey)
            // The stand-in makes no reports of version 2.
            stated = line == .simulated ? nil : line
        }
        guard let line = stated else {
            throw EvidenceError(.reportFormatUnsupported, "the report comes from an unknown processor")
        }
        guard let roots = roots[line] else {
            throw EvidenceError(
                .vcekChainInvalid,
                expected: roots.keys.map(\.name).sorted().joined(separator: ", "),
                found: line.name,
                "the report's product line has no root on this platform"
            )
        }
        return (line, roots)
    }

    private func verifyChain(
        of key: Certificate,
        kind: SNPSigningKey,
        roots: SNPTrustRoots,
        rules: inout RuleLog
    ) throws(EvidenceError) {
        guard let issuer = roots.issuer(of: kind) else {
            throw EvidenceError(.vcekChainInvalid, "no issuer of such keys is known for \(roots.productLine.name)")
        }
        let names = [roots.ark, issuer, key].map { $0.subject.commonName ?? "no common name" }
        let expected = [
            roots.productLine.rootCommonName, roots.productLine.intermediateCommonName(kind), kind.commonName,
        ]
        try rules.require(
            .vcekChainInvalid,
            names == expected,
            expected: expected.joined(separator: " → "),
            found: names.joined(separator: " → "),
            pass: "the chain has the names of its product line",
            fail: "the chain has the names of another product line"
        )
        guard [roots.ark, issuer, key].allSatisfy(\.isSignedWithPSSSHA384) else {
            throw EvidenceError(.vcekChainInvalid, "a certificate is not signed with RSASSA-PSS and SHA-384")
        }
        let chain = CertificateChain(leaf: key, intermediates: [issuer], root: roots.ark)
        do {
            switch try chain.fault(at: time) {
            case nil: break
            case .expired: throw validityError(chain, "a certificate of the chain has expired")
            case .notYetValid: throw validityError(chain, "a certificate of the chain is not valid yet")
            case .invalid(let reason):
                throw EvidenceError(.vcekChainInvalid, "the signing key does not descend from the root: \(reason)")
            }
        } catch let error as EvidenceError {
            throw error
        } catch {
            throw EvidenceError(.vcekChainInvalid, "the chain cannot be judged: \(error)")
        }
        rules.pass(.vcekChainInvalid, "the signing key descends from \(expected[0])")
        rules.pass(.vcekExpired, "every certificate is valid at the time of judgement")
        rules.append(RuleResult(.revocationListMissing, .notEvaluated, "no revocation list was judged"))
    }

    private func validityError(_ chain: CertificateChain, _ message: String) -> EvidenceError {
        let certificates = [chain.root] + chain.intermediates + [chain.leaf]
        let guilty = certificates.first { !$0.isValid(at: time) }
        let window = guilty.map { "\($0.notBefore.formatted(.iso8601)) to \($0.notAfter.formatted(.iso8601))" }
        return EvidenceError(.vcekExpired, expected: window, found: time.formatted(.iso8601), message)
    }

    private func verifySignature(
        of report: SNPReport,
        by key: Certificate,
        rules: inout RuleLog
    ) throws(EvidenceError) {
        let signature = ECDSASignature(littleEndianR: report.signature.r, s: report.signature.s)
        try rules.require(
            .reportSignatureInvalid,
            signature.map { key.publicKey.verifies($0, of: report.signedBytes, .ecdsaP384SHA384) } ?? false,
            pass: "the report is signed by its key",
            fail: "the report is not signed by the key that comes with it"
        )
    }

    private func claims(
        report: SNPReport,
        line: SNPProductLine,
        stated: VEKExtensions
    ) throws(EvidenceError) -> SNPClaims {
        func version(_ field: TCBField, _ name: String) throws(EvidenceError) -> TCBVersion {
            guard let version = field.version(as: line.tcbLayout) else {
                throw EvidenceError(.reportFormatUnsupported, "\(name) has reserved bytes that are not zero")
            }
            return version
        }
        return SNPClaims(
            report: report,
            productLine: line,
            reportedTCB: try version(report.reportedTCB, "REPORTED_TCB"),
            committedTCB: try version(report.committedTCB, "COMMITTED_TCB"),
            currentTCB: try version(report.currentTCB, "CURRENT_TCB"),
            launchTCB: try version(report.launchTCB, "LAUNCH_TCB"),
            cloudServiceProvider: stated.cloudServiceProvider
        )
    }

    private func verifyTCB(
        _ claims: SNPClaims,
        stated: VEKExtensions,
        rules: inout RuleLog
    ) throws(EvidenceError) {
        try rules.require(
            .vcekTCBMismatch,
            stated.tcb == claims.reportedTCB,
            expected: claims.reportedTCB.description,
            found: stated.tcb.description,
            pass: "the signing key is made for the reported TCB",
            fail: "the signing key is made for another TCB than the report states"
        )
        try rules.require(
            .tcbOrderInvalid,
            claims.committedTCB.isAtLeast(claims.reportedTCB) && claims.currentTCB.isAtLeast(claims.committedTCB),
            expected: "reported ≤ committed ≤ current",
            found: "reported \(claims.reportedTCB); committed \(claims.committedTCB); current \(claims.currentTCB)",
            pass: "the TCB versions are in order",
            fail: "the TCB versions are not in order"
        )
    }

    /// A VLEK belongs to no chip, and a report that it signs names none.
    private func verifyChip(
        _ claims: SNPClaims,
        stated: VEKExtensions,
        rules: inout RuleLog
    ) throws(EvidenceError) {
        guard let hardwareID = stated.hardwareID else { return }
        let expected = hardwareID + [UInt8](repeating: 0, count: claims.report.chipID.count - hardwareID.count)
        try rules.require(
            .vcekHardwareIDMismatch,
            expected == claims.report.chipID && hardwareID.contains { $0 != 0 },
            expected: claims.report.chipID.hexadecimal,
            found: expected.hexadecimal,
            pass: "the signing key belongs to the chip",
            fail: "the signing key belongs to another chip, or the report names none"
        )
    }
}
