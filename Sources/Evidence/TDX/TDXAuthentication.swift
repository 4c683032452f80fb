import Bytes
import OpenSSLKit
import StrictJSON

import struct FoundationEssentials.Date

/// Judges one TDX quote: structure, then the chain of its keys down from Intel's root, then what Intel says of the
/// platform. In this order, so that nothing is ever said about bytes that nobody signed.
struct TDXAuthentication {
    let reader: IntelReader
    /// The time at which everything is judged.
    let time: Date

    /// What the quote says, once every rule held; throws the first that did not.
    ///
    /// A quote without collateral is judged as far as its own certificates go, and then refused.
    func claims(
        quote bytes: [UInt8],
        collateral: JSONValue?,
        rules: inout RuleLog
    ) throws(EvidenceError) -> TDXClaims {
        rules.aspect = .authenticity
        let quote = try TDXQuote(parsing: bytes)
        let chain = try verify(quote, rules: &rules)
        guard let collateral else {
            throw EvidenceError(.collateralMissing, "Intel's statements about the platform are missing", aspect: .tcb)
        }
        let parts = try TDXCollateral(collateral)
        noteOtherChain(parts, than: chain, rules: &rules)
        let statements = try TDXCollateralAuthentication(reader: reader, time: time)
            .statements(in: parts, of: chain, rules: &rules)
        try verifyQuotingEnclave(quote.signature.qeReport, statements.qeIdentity, rules: &rules)
        rules.aspect = .tcb
        defer { rules.aspect = .authenticity }
        try verifyModule(quote.report, statements.tcbInfo, rules: &rules)
        let evaluation = TCBEvaluation(
            tcbInfo: statements.tcbInfo,
            qeIdentity: statements.qeIdentity,
            pck: chain.identity,
            qeReport: quote.signature.qeReport
        )
        let status = try status(of: quote.report, evaluation, window: statements.window, rules: &rules)
        return TDXClaims(header: quote.header, report: quote.report, pck: chain.identity, tcb: status, eventLog: nil)
    }

    // MARK: The quote by itself

    private func verify(_ quote: TDXQuote, rules: inout RuleLog) throws(EvidenceError) -> PCKChain {
        if quote.paddingCount > 0 {
            rules.notEvaluated(
                .quotePaddingIgnored,
                found: "\(quote.paddingCount) bytes",
                "bytes after the quote's signature data are padding that nobody signed; they are ignored"
            )
        }
        try rules.require(
            .qeVendorIDMismatch,
            quote.header.qeVendorID == TDXQuoteHeader.intelVendorID,
            expected: TDXQuoteHeader.intelVendorID.hexadecimal,
            found: quote.header.qeVendorID.hexadecimal,
            pass: "the quoting enclave is Intel's",
            fail: "the quoting enclave comes from another vendor"
        )
        let chain = try PCKChain(parsing: quote.signature.certificates, by: reader, at: time, rules: &rules)
        try Self.verifySignatures(of: quote, under: chain.leaf.publicKey, rules: &rules)
        try Self.refuseUnjudgedFields(of: quote.report)
        return chain
    }

    /// Refuses what the extended body can state and no policy can judge: that less than the measured guest chose what the
    /// quote commits to, and that others serve the guest where MRSERVICETD does not say so.
    private static func refuseUnjudgedFields(of report: TDXReport) throws(EvidenceError) {
        guard let extended = report.extension else { return }
        guard extended.vmid == 0 else {
            throw EvidenceError(
                .quoteFormatUnsupported,
                expected: "0",
                found: String(extended.vmid),
                "a guest inside the guest asked for the quote"
            )
        }
        guard !extended.statesService || report.mrServiceTD?.contains(where: { $0 != 0 }) ?? false else {
            throw EvidenceError(
                .quoteFormatUnsupported,
                "the quote states guests that serve this one, and MRSERVICETD does not"
            )
        }
    }

    /// From the platform's certified key over the quoting enclave and the attestation key to the quote.
    static func verifySignatures(
        of quote: TDXQuote,
        under certifiedKey: PublicKey,
        rules: inout RuleLog
    ) throws(EvidenceError) {
        let signature = quote.signature
        try rules.require(
            .qeReportSignatureInvalid,
            verifies(signature.qeReportSignature, of: signature.qeReport.bytes, by: certifiedKey),
            pass: "the quoting enclave's report is signed by the platform's certified key",
            fail: "the quoting enclave's report is not signed by the platform's certified key"
        )
        let keyDigest = DigestAlgorithm.sha256.digest(signature.attestationKey + signature.qeAuthenticationData)
        let expected = keyDigest + [UInt8](repeating: 0, count: 32)
        try rules.require(
            .akBindingInvalid,
            signature.qeReport.reportData == expected,
            expected: expected.hexadecimal,
            found: signature.qeReport.reportData.hexadecimal,
            pass: "the quoting enclave vouches for the attestation key",
            fail: "the quoting enclave does not vouch for the attestation key"
        )
        let x = Array(signature.attestationKey[..<32])
        let y = Array(signature.attestationKey[32...])
        let key = try? PublicKey(p256X: x, y: y)
        try rules.require(
            .quoteSignatureInvalid,
            key.map { verifies(signature.quoteSignature, of: quote.signedBytes, by: $0) } ?? false,
            pass: "the quote is signed by the attestation key",
            fail: "the quote is not signed by the attestation key"
        )
    }

    private static func verifies(_ signature: [UInt8], of message: [UInt8], by key: PublicKey) -> Bool {
        ECDSASignature(concatenated: signature).map { key.verifies($0, of: message, .ecdsaP256SHA256) } ?? false
    }

    /// Notes that the collateral brings other certificates of the machine than the quote, which alone counts.
    private func noteOtherChain(_ collateral: TDXCollateral, than chain: PCKChain, rules: inout RuleLog) {
        guard let text = collateral.pckCertificateChain else { return }
        let own = [chain.leaf.der, chain.authority.der, reader.root.der]
        guard (try? PEM.strictBlocks(text, label: "CERTIFICATE", limit: own.count)) != own else { return }
        rules.notEvaluated(
            .pckChainIgnored,
            "the collateral brings another chain of PCK certificates than the quote; it is ignored"
        )
    }

    // MARK: What Intel says of it

    private func verifyQuotingEnclave(
        _ report: QEReport,
        _ identity: QEIdentity,
        rules: inout RuleLog
    ) throws(EvidenceError) {
        if let difference = identity.difference(from: report) {
            throw EvidenceError(
                .qeIdentityMismatch,
                expected: difference.expected,
                found: difference.found,
                "the quote's key is vouched for by another enclave than Intel's: \(difference.field) differs"
            )
        }
        rules.pass(.qeIdentityMismatch, "the quote's key is vouched for by Intel's quoting enclave for TDX")
    }

    /// The signer and the attributes of the TDX module that the guest was started under.
    private func verifyModule(
        _ report: TDXReport,
        _ tcbInfo: TCBInfo,
        rules: inout RuleLog
    ) throws(EvidenceError) {
        let listed =
            report.moduleVersion == 0
            ? tcbInfo.module : tcbInfo.moduleIdentity(version: report.moduleVersion)?.module
        guard let listed else {
            throw EvidenceError(
                .tdxModuleMismatch,
                expected: tcbInfo.moduleIdentities.map(\.id).joined(separator: ", "),
                found: "TDX_" + [report.moduleVersion].hexadecimal.uppercased(),
                "Intel lists no TDX module of this version for the platform",
                aspect: .tcb
            )
        }
        try rules.require(
            .tdxModuleMismatch,
            report.mrSignerSeam == listed.mrSigner,
            expected: listed.mrSigner.hexadecimal,
            found: report.mrSignerSeam.hexadecimal,
            pass: "the TDX module is signed by Intel",
            fail: "the TDX module is signed by somebody else"
        )
        // Intel's library also demands zeros, whatever the mask; the two have always agreed so far.
        let masked = zip(report.seamAttributes, listed.attributesMask).map { $0 & $1 }
        try rules.require(
            .tdxModuleMismatch,
            masked == listed.attributes && report.seamAttributes.allSatisfy { $0 == 0 },
            expected: listed.attributes.hexadecimal,
            found: report.seamAttributes.hexadecimal,
            pass: "the TDX module has the attributes that Intel lists",
            fail: "the TDX module has other attributes than Intel lists"
        )
    }

    private func status(
        of report: TDXReport,
        _ evaluation: TCBEvaluation,
        window: ClosedRange<Date>,
        rules: inout RuleLog
    ) throws(EvidenceError) -> TDXTCBStatus {
        let outcome = try evaluation.outcome(report.teeTCBSVN)
        rules.pass(
            .tcbLevelNotFound,
            found: "platform \(outcome.platform.status.rawValue), "
                + (outcome.module.map { "TDX module \($0.status.rawValue), " } ?? "")
                + "quoting enclave \(outcome.quotingEnclave.status.rawValue)",
            "Intel lists levels for every part"
        )
        var current: TCBEvaluation.Outcome?
        if let teeTCBSVN2 = report.teeTCBSVN2 { current = try evaluation.outcome(teeTCBSVN2) }
        let status = current.map { outcome.status.relaunching(under: $0.status) } ?? outcome.status
        try rules.require(
            .tcbRevoked,
            status != .revoked,
            found: status.rawValue,
            pass: "the platform's level is not revoked",
            fail: "Intel revoked the platform's level"
        )
        var advisories: [String] = []
        for advisory in outcome.parts.flatMap(\.advisories) where !advisories.contains(advisory) {
            advisories.append(advisory)
        }
        return TDXTCBStatus(
            status: status,
            platform: outcome.platform.status,
            module: outcome.module?.status,
            quotingEnclave: outcome.quotingEnclave.status,
            current: current?.status,
            advisories: advisories,
            date: outcome.parts.map(\.date).min() ?? outcome.platform.date,
            evaluationNumber: min(evaluation.tcbInfo.evaluationNumber, evaluation.qeIdentity.evaluationNumber),
            window: window
        )
    }
}
