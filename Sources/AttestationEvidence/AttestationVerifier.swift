import Evidence
public import Foundation
import OpenSSLKit
import StrictJSON
import Verification

/// Judges evidence of a measured machine: AMD SEV-SNP, Intel TDX, Azure confidential machines, AWS Nitro Enclaves, TPM 2.0.
///
/// Pure: it reads no clock, file or network. Whatever is wrong with the evidence is in the ``AttestationVerdict``; hostile
/// bytes never make it throw or stop the process.
public struct AttestationVerifier: Sendable {
    private let appraiser: EvidenceAppraiser

    /// Trusts the roots of AMD, Intel and AWS, which are built in.
    public init() { appraiser = EvidenceAppraiser(evidence: .standard) }

    /// Judges the bytes of an `evidence.json`, of Assay's format or of Kettle's.
    ///
    /// - Parameters:
    ///   - evidence: the file; at most 4 MiB are looked at.
    ///   - policy: which machines are accepted.
    ///   - reportData: what the evidence must commit to: all bytes of REPORT_DATA, of a TPM quote's extraData, or of
    ///     Nitro's user_data. Without it, and without one in the policy, the evidence vouches for nothing in particular,
    ///     and the verdict says so.
    ///   - time: when certificates and collateral are judged; `nil` is when the evidence was made, as far as that is known,
    ///     and `now` otherwise.
    ///   - now: the caller's clock.
    ///   - collateral: the vendor's collateral as JSON, where the evidence carries none, or newer one for a second opinion.
    ///   - allowDebug: whether a machine passes that its host can look into.
    /// - Returns: the verdict, with every rule that was judged.
    /// - Throws: ``AttestationError`` where `collateral` is not JSON; never for the evidence.
    public func verify(
        _ evidence: some Sequence<UInt8>,
        policy: AttestationPolicy,
        reportData: [UInt8]? = nil,
        at time: Date? = nil,
        now: Date,
        collateral: [UInt8]? = nil,
        allowDebug: Bool = false
    ) throws(AttestationError) -> AttestationVerdict {
        let expectations = EvidenceExpectations(
            builder: policy.builder,
            policy: policy.policy,
            reportData: reportData,
            at: time,
            collateral: try collateral.map(Self.json),
            now: now,
            allowsSimulated: false,
            allowsDebug: allowDebug,
            requiresCurrent: false
        )
        return AttestationVerdict(appraiser.appraise(Array(evidence), expecting: expectations))
    }

    private static func json(_ bytes: [UInt8]) throws(AttestationError) -> JSONValue {
        do {
            return try JSONParser.parse(bytes)
        } catch {
            throw AttestationError("collateral: \(error.message)")
        }
    }
}
