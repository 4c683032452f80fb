import Bytes
import OpenSSLKit

/// Which TPMs are accepted: the section `tpm` of a policy. What is `nil` is not demanded.
package struct TPMPolicy: Hashable, Sendable {
    /// The Names of the attestation keys, 34 bytes each.
    package var ak: Set<[UInt8]>?
    /// The values that each register of the SHA-256 bank may hold, by index (0 to 23); 32 bytes each.
    package var pcrs: [Int: Set<[UInt8]>]?

    package init() {}
}

extension TPMPolicy {
    /// Judges authentic claims. Without a policy too, the attestation key must be one that an authority certified.
    package func appraise(_ claims: TPMClaims, options: AppraisalOptions, rules: inout RuleLog) {
        rules.aspect = .policy
        let name = claims.attestationKey.name
        if let ak {
            rules.judge(
                .akNotTrusted,
                ak.contains(name.bytes),
                expected: ak.map(\.hexadecimal).sorted().joined(separator: ", "),
                found: name.description,
                pass: "the policy names the attestation key",
                fail: "the policy does not name the attestation key"
            )
        } else if let certificate = claims.certificate {
            let issuer = certificate.issuer.commonName ?? "no common name"
            rules.pass(.akNotTrusted, found: "\(name), by \(issuer)", "the attestation key is certified")
        } else if options.isAnyBuilder {
            rules.notEvaluated(.akNotTrusted, found: name.description, Self.unknownKey)
        } else {
            rules.fail(.akNotTrusted, found: name.description, Self.unknownKey)
        }
        PCRPolicy(pcrs).appraise(claims.quote.registers, rules: &rules)
    }

    private static let unknownKey = "a TPM quote without a pinned or certified key proves nothing about a machine"

    /// What the policy lacks to tell one builder from another: the attestation key, and what its machine started.
    package var identityGap: String? {
        guard ak?.isEmpty == false else { return "the policy names no attestation key (tpm: ak)" }
        guard PCRPolicy.boot.contains(where: PCRPolicy(pcrs).pinsMeasurement) else {
            return
                "the policy names no register that a start extends (tpm: pcrs, one of 0 to 15 with no value of zeros)"
        }
        return nil
    }
}
