import Bytes
import OpenSSLKit

import struct FoundationEssentials.Date

/// Judges one SNP report: structure, then chain, then signature, then agreement of key and report. In this order, so that
/// nothing is ever said about bytes that nobody signed.
///
/// Also for a report that comes inside the evidence of another platform.
struct SNPAuthentication {
    /// What is trusted, by product line.
    let roots: [SNPProductLine: SNPTrustRoots]
    /// The time at which certificates are judged.
    let time: Date

    /// What the report says, once every rule held; throws the first that did not.
    func claims(
        of evidence: SNPEvidence,
        collateral: SNPCollateral = SNPCollateral(revocationList: nil),
        rules: inout RuleLog
    ) throws(EvidenceError) -> SNPClaims {
        let report = try SNPReport(parsing: evidence.report)
        let key = try certificate(of: evidence, report: report)
        let (line, roots) = try trustRoots(for: report, key: key)
        let issuer = try verifyChain(of: key, kind: report.signingKey, roots: roots, rules: &rules)
        let revocationListDate = try verifyRevocation(of: issuer, roots: roots, by: collateral, rules: &rules)
        try verifySignature(of: report, by: key, line: line, rules: &rules)
        let stated = try VEKExtensions(of: key, line: line, key: report.signingKey)
        if line == .simulated, stated.productName != line.name {
            throw EvidenceError(
                .vcekChainInvalid,
                expected: line.name,
                found: stated.productName,
                "the key's certificate is for another product"
            )
        }
        let claims = try self.claims(
            report: report,
            line: line,
            stated: stated,
            revocationListDate: revocationListDate
        )
        try verifyTCB(claims, stated: stated, rules: &rules)
        try verifyChip(claims, rules: &rules)
        return claims
    }

    /// The certificate, which must be of the kind of key that the report is signed with.
    private func certificate(of evidence: SNPEvidence, report: SNPReport) throws(EvidenceError) -> Certificate {
        let certificate = try Self.certificate(evidence.certificate, "signing key's")
        let expected = report.signingKey.commonName
        guard certificate.subject.commonName == expected else {
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
        guard let line = SNPProductLine(of: report, keyIssuer: key.issuer.commonName ?? "") else {
            throw EvidenceError(.reportFormatUnsupported, "the report comes from an unknown processor")
        }
        guard let roots = roots[line] else {
            throw EvidenceError(
                .vcekChainInvalid,
                expected: roots.isEmpty ? nil : roots.keys.map(\.name).sorted().joined(separator: ", "),
                found: line.name,
                "the report's product line has no root on this platform"
            )
        }
        return (line, roots)
    }

    private func verifySignature(
        of report: SNPReport,
        by key: Certificate,
        line: SNPProductLine,
        rules: inout RuleLog
    ) throws(EvidenceError) {
        let signature = ECDSASignature(littleEndianR: report.signature.r, s: report.signature.s)
        let isValid = signature.map { key.publicKey.verifies($0, of: report.signedBytes, .ecdsaP384SHA384) } ?? false
        if !isValid { for difference in differences(of: report, from: key, line: line) { rules.append(difference) } }
        try rules.require(
            .reportSignatureInvalid,
            isValid,
            pass: "the report is signed by its key",
            fail: "the report is not signed by the key that comes with it"
        )
    }

    /// How the key's certificate disagrees with a report that it did not sign: each chip, and each version of its firmware,
    /// has a key of its own, so this is the usual reason.
    private func differences(of report: SNPReport, from key: Certificate, line: SNPProductLine) -> [RuleResult] {
        guard let stated = try? VEKExtensions(of: key, line: line, key: report.signingKey),
            let claims = try? claims(report: report, line: line, stated: stated, revocationListDate: nil)
        else { return [] }
        var rules = RuleLog()
        var differences: [RuleResult] = []
        do throws(EvidenceError) { try verifyChip(claims, rules: &rules) } catch { differences.append(error.result) }
        do throws(EvidenceError) {
            try verifyTCB(claims, stated: stated, rules: &rules)
        } catch { differences.append(error.result) }
        return differences
    }

    private func claims(
        report: SNPReport,
        line: SNPProductLine,
        stated: VEKExtensions,
        revocationListDate: Date?
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
            hardwareID: stated.hardwareID,
            cloudServiceProvider: stated.cloudServiceProvider,
            revocationListDate: revocationListDate
        )
    }
}
