import Builds
import Bytes
import OpenSSLKit

import struct FoundationEssentials.Date

extension SNPAuthentication {
    /// Judges the chain of the signing key, and says which certificate issued the key.
    func verifyChain(
        of key: Certificate,
        kind: SNPSigningKey,
        roots: SNPTrustRoots,
        rules: inout RuleLog
    ) throws(EvidenceError) -> Certificate {
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
            // The stand-in brings its root along; every other one is the caller's.
            switch try chain.fault(at: time, isRootPinned: roots.productLine != .simulated) {
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
        return issuer
    }

    private func validityError(_ chain: CertificateChain, _ message: String) -> EvidenceError {
        let certificates = [chain.root] + chain.intermediates + [chain.leaf]
        let guilty = certificates.first { !$0.isValid(at: time) }
        let window = guilty.map { "\($0.notBefore.rfc3339) to \($0.notAfter.rfc3339)" }
        return EvidenceError(.vcekExpired, expected: window, found: time.rfc3339, message)
    }

    /// Judges the issuer of the signing key by the root's revocation list, and says when that was issued.
    ///
    /// The list cannot name a signing key: all of them have the serial number 0, and the root issued none. A revoked
    /// issuer stays revoked when the list is out of date.
    func verifyRevocation(
        of issuer: Certificate,
        roots: SNPTrustRoots,
        by collateral: SNPCollateral,
        rules: inout RuleLog
    ) throws(EvidenceError) -> Date? {
        guard let der = collateral.revocationList else {
            rules.notEvaluated(.revocationListMissing, "no revocation list was there to judge the key's issuer by")
            return nil
        }
        let list = try revocationList(der)
        try rules.require(
            .revocationListInvalid,
            list.isSigned(by: roots.ark),
            pass: "the revocation list is signed by the product line's root",
            fail: "the revocation list is not signed by the product line's root"
        )
        let serialNumber = issuer.serialNumber.hexadecimal
        try rules.require(
            .vcekIssuerRevoked,
            !list.revokes(issuer),
            found: serialNumber,
            pass: "the certificate that issued the signing key is not revoked",
            fail: "the certificate that issued the signing key is revoked"
        )
        let due = list.nextUpdate.map { $0.rfc3339 } ?? "no time"
        try rules.require(
            .revocationListExpired,
            list.isCurrent(at: time),
            expected: "\(list.thisUpdate.rfc3339) to \(due)",
            found: time.rfc3339,
            pass: "the revocation list is the one for the time of judgement",
            fail: "the revocation list is not the one for the time of judgement"
        )
        return list.thisUpdate
    }

    private func revocationList(_ der: [UInt8]) throws(EvidenceError) -> RevocationList {
        do {
            return try RevocationList(der: der)
        } catch {
            throw EvidenceError(.revocationListInvalid, "the revocation list cannot be read: \(error)")
        }
    }
}
