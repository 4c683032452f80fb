import Builds
import CurlKit
package import Enclave
package import Evidence
import OpenSSLKit

extension CollateralServices: CollateralSource {
    package func endorsements(
        of report: SNPReport,
        offered: [[UInt8]]
    ) async throws(EnclaveError) -> SNPEndorsements {
        let (certificate, line) = try await signingKey(of: report, offered: offered)
        let revocationList = await revocationList(of: line, for: report)
        guard let revocationList else { return SNPEndorsements(certificate: certificate, revocationList: nil) }
        // A list that revokes what signed the key leaves nothing to publish.
        if let failure = await judge(report, certificate, revocationList).failure {
            throw Self.missing("the report is not verified with AMD's revocation list: \(failure)")
        }
        return SNPEndorsements(certificate: certificate, revocationList: revocationList)
    }

    /// The certificate that verifies a report, and the product line that this settles.
    private func signingKey(
        of report: SNPReport,
        offered: [[UInt8]]
    ) async throws(EnclaveError) -> (certificate: [UInt8], line: SNPProductLine) {
        var failure = "none was offered"
        for certificate in offered.prefix(4) {
            switch await judge(report, certificate) {
            case .genuine(let line): return (certificate, line)
            case .rejected(let reason): failure = "the one that was offered does not fit: \(reason)"
            }
        }
        let paths = addresses(of: report).compactMap(\.vcek).map(Self.path)
        guard !paths.isEmpty else {
            throw Self.missing(
                report.signingKey == .vlek
                    ? "only the host has the certificate of a VLEK, and \(failure)"
                    : "the report names no chip that AMD could be asked about, and \(failure)"
            )
        }
        for path in paths {
            guard let kept = await kept(path), case .genuine(let line) = await judge(report, kept.bytes) else {
                continue
            }
            return (kept.bytes, line)
        }
        for path in paths {
            do throws(EnclaveError) {
                let certificate = try await fetch(endpoints.amd, path).body
                switch await judge(report, certificate) {
                case .genuine(let line):
                    await keep(certificate, as: path)
                    return (certificate, line)
                case .rejected(let reason): failure = "AMD's does not fit: \(reason)"
                }
            } catch {
                failure = error.message
            }
        }
        throw Self.missing("no certificate verifies the report: \(failure)")
    }

    /// Where AMD keeps what belongs to a report. Reports of version 2 name no processor: any line may be theirs.
    private func addresses(of report: SNPReport) -> [SNPCollateralURLs] {
        guard report.processor == nil else { return [SNPCollateralURLs(for: report)].compactMap { $0 } }
        return [.milan, .genoa, .turin].compactMap { SNPCollateralURLs(for: report, line: $0) }
    }

    private func revocationList(of line: SNPProductLine, for report: SNPReport) async -> [UInt8]? {
        guard let root = snpRoots[line]?.ark, let address = SNPCollateralURLs(for: report, line: line) else {
            return nil
        }
        let time = now()
        func isAcceptable(_ bytes: [UInt8]) -> Bool {
            guard let list = try? RevocationList(der: bytes) else { return false }
            return list.isSigned(by: root) && list.isCurrent(at: time)
        }
        let path = Self.path(address.revocationList)
        let kept = await kept(path)
        if let kept, kept.isFresh, isAcceptable(kept.bytes) { return kept.bytes }
        if let list = try? await fetch(endpoints.amd, path).body, isAcceptable(list) {
            await keep(list, as: path)
            return list
        }
        return kept.flatMap { isAcceptable($0.bytes) ? $0.bytes : nil }
    }

    static func path(_ address: String) -> String { String(address.dropFirst(SNPCollateralURLs.origin.count)) }

    // MARK: Judging

    private enum Judgement: Sendable {
        case genuine(SNPProductLine)
        /// With the rule that failed.
        case rejected(String)

        var failure: String? {
            if case .rejected(let reason) = self { reason } else { nil }
        }
    }

    /// What the verifier of the platform says of the report with these endorsements, at this time.
    private func judge(
        _ report: SNPReport,
        _ certificate: [UInt8],
        _ revocationList: [UInt8]? = nil
    ) async -> Judgement {
        let parts = SNPEvidence(report: report.bytes, key: report.signingKey, certificate: certificate, chain: nil)
        let evidence = HardwareEvidence(
            platform: .snp,
            evidence: parts.json,
            collateral: SNPCollateral(revocationList: revocationList).json
        )
        let (verifier, time) = (SNPVerifier(roots: snpRoots), JudgementTime(now(), .clock))
        let authentication = try? await BlockingQueue.run { () throws(EnclaveError) in
            verifier.authenticate(evidence, at: time)
        }
        if case .snp(let claims)? = authentication?.claims { return .genuine(claims.productLine) }
        return .rejected(authentication?.failure ?? "it could not be judged")
    }
}
