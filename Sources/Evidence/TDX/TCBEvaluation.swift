import Bytes

import struct FoundationEssentials.Date

/// Finds a platform's levels in Intel's statements and brings them together, as Intel's verification library does
/// ("tdxEvaluateTCB").
struct TCBEvaluation {
    /// What was found for one set of security versions.
    struct Outcome {
        let status: IntelTCBStatus
        let platform: TCBJudgement
        let module: TCBJudgement?
        let quotingEnclave: TCBJudgement

        /// The judgements of the levels: platform, quoting enclave, module.
        var parts: [TCBJudgement] { [platform, quotingEnclave] + (module.map { [$0] } ?? []) }
    }

    let tcbInfo: TCBInfo
    let qeIdentity: QEIdentity
    let pck: PCKIdentity
    let qeReport: QEReport

    /// The outcome under these security versions of the TDX module and its loader; throws where some part is below
    /// every level that Intel lists.
    func outcome(_ teeTCBSVN: [UInt8]) throws(EvidenceError) -> Outcome {
        guard let platform = tcbInfo.levels.first(where: { $0.isReached(by: pck, teeTCBSVN: teeTCBSVN) })?.judgement
        else {
            throw notFound(
                "the platform is below every level that Intel lists",
                expected: tcbInfo.levels.last.map {
                    describe($0.sgxComponents, $0.pceSVN, $0.tdxComponents)
                },
                found: describe(pck.components, pck.pceSVN, teeTCBSVN)
            )
        }
        let module = try module(teeTCBSVN)
        guard let enclave = PartTCBLevel.judgement(of: qeReport.securityVersion, among: qeIdentity.levels) else {
            throw notFound(
                "the quoting enclave is below every level that Intel lists",
                expected: lowest(qeIdentity.levels),
                found: "ISVSVN \(qeReport.securityVersion)"
            )
        }
        let withModule = module.map { platform.status.converged(with: $0.status) } ?? platform.status
        return Outcome(
            status: withModule.converged(with: enclave.status),
            platform: platform,
            module: module,
            quotingEnclave: enclave
        )
    }

    private func module(_ teeTCBSVN: [UInt8]) throws(EvidenceError) -> TCBJudgement? {
        guard teeTCBSVN[1] > 0 else { return nil }
        guard let identity = tcbInfo.moduleIdentity(version: teeTCBSVN[1]) else {
            throw notFound("Intel lists no TDX module of this version", expected: nil, found: "\(teeTCBSVN[1])")
        }
        guard let judgement = PartTCBLevel.judgement(of: Int(teeTCBSVN[0]), among: identity.levels) else {
            throw notFound(
                "the TDX module is below every level that Intel lists",
                expected: lowest(identity.levels),
                found: "ISVSVN \(teeTCBSVN[0])"
            )
        }
        return judgement
    }

    private func notFound(_ message: String, expected: String?, found: String) -> EvidenceError {
        EvidenceError(
            .tcbLevelNotFound,
            expected: expected.map { "at least \($0)" },
            found: found,
            message,
            aspect: .tcb
        )
    }

    private func lowest(_ levels: [PartTCBLevel]) -> String? {
        levels.last.map { "ISVSVN \($0.securityVersion)" }
    }

    private func describe(_ sgx: [UInt8], _ pceSVN: Int, _ tdx: [UInt8]) -> String {
        "components \(sgx.hexadecimal), PCESVN \(pceSVN), TEE_TCB_SVN \(tdx.hexadecimal)"
    }
}
