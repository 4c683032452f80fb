import Builds
import Bytes
import OpenSSLKit
import StrictJSON
import Testing

import struct FoundationEssentials.Date

@testable import Evidence

@Suite(.enabled(if: Vectors.arePresent, "the folder ../shared/vectors is absent"))
struct TPMVectorTests {
    private static let genuine = ["rsassa_all", "rsapss_all", "ecdsa_all", "rsassa_othernonce"].filter(TPMVectors.has)

    private func key(_ name: String) -> String {
        name.hasPrefix("ecdsa") ? "ak_ecc" : name.hasPrefix("rsapss") ? "ak_pss" : "ak_rsa"
    }

    @Test(arguments: genuine)
    func `a genuine quote by a pinned key is accepted and read as others read it`(name: String) throws {
        let evidence = try TPMVectors.evidence(name)
        let registers = try TPMVectors.registers()
        let pinned = Dictionary(uniqueKeysWithValues: [0, 4, 7, 8, 9, 11, 14].map { ($0, registers[$0]) })
        let judging = try TPMJudging.pinning(TPMVectors.name(key(name)), pinned)
        #expect(judging.failures(evidence) == [])
        let claims = try #require(judging.claims(evidence))
        let quote = claims.quote.quote
        let fields = try #require(try TPMVectors.fields(name))
        #expect(quote.qualifiedSigner.description == fields["signer"]?.string)
        #expect(quote.extraData.hexadecimal == fields["nonce"]?.string)
        #expect(Int(quote.clock.milliseconds) == fields["clock"]?.integer)
        #expect(Int(quote.clock.resetCount) == fields["reset"]?.integer)
        #expect(Int(quote.clock.restartCount) == fields["restart"]?.integer)
        #expect(quote.clock.isSafe == (fields["safe"]?.integer == 1))
        #expect(String(quote.firmwareVersion, radix: 16) == fields["fw"]?.string)
        #expect(quote.selection == fields["sel"]?.array?.first?.array?.last?.array?.compactMap(\.integer))
        #expect(quote.pcrDigest.hexadecimal == fields["digest"]?.string)
        #expect(claims.quote.registers.values.count == 24)
    }

    @Test(
        arguments: [
            ("fakemagic", .attestMagicInvalid), ("gettime", .attestTypeInvalid), ("certify", .attestTypeInvalid),
            ("rsassa_sha1bank", .pcrSelectionInvalid), ("rsassa_sha384bank", .pcrSelectionInvalid),
            ("rsassa_multibank", .pcrSelectionInvalid), ("rsassa_debugpcr16", .pcrSelectionInvalid),
            ("rsassa_subset_no8", .pcrNotQuoted),
        ].filter { TPMVectors.has($0.0) } as [(String, ReasonCode)]
    )
    func `what is signed by a good key and is no good quote is rejected`(name: String, code: ReasonCode) throws {
        let value = try TPMVectors.registers()[8]
        let judging = try TPMJudging.pinning(TPMVectors.name("ak_rsa"), [8: value])
        #expect(judging.failures(try TPMVectors.evidence(name)) == [code])
    }

    @Test func `a quote that answers nobody commits to nothing`() throws {
        let evidence = try TPMVectors.evidence("rsassa_nononce")
        let hardware = HardwareEvidence(platform: .tpm, evidence: evidence.json, collateral: nil)
        let time = JudgementTime(TPMJudging().time, .given)
        for expectation in [.exactly([]), .unchecked("a test")] as [CommitmentExpectation] {
            let verdict = EvidenceVerifier([TPMVerifier(roots: [])]).verify(hardware, expecting: expectation, at: time)
            #expect(verdict.results.filter { $0.outcome == .fail }.map(\.code) == [.reportDataMismatch])
        }
    }

    @Test func `a quote for somebody else is not the one that was asked for`() throws {
        let time = JudgementTime(TPMJudging().time, .given)
        for (name, holds) in [("rsassa_all", true), ("rsassa_othernonce", false)] {
            let evidence = try TPMVectors.evidence(name)
            let hardware = HardwareEvidence(platform: .tpm, evidence: evidence.json, collateral: nil)
            let verdict = EvidenceVerifier([TPMVerifier(roots: [])])
                .verify(hardware, expecting: .exactly(try TPMVectors.nonce()), at: time)
            #expect(verdict.results.contains { $0.code == .reportDataMismatch && $0.outcome == .pass } == holds)
            #expect(verdict.results.contains { $0.code == .reportDataMismatch && $0.outcome == .fail } == !holds)
        }
    }

    @Test func `a key that nobody knows proves nothing`() throws {
        let evidence = try TPMVectors.evidence("rsassa_all")
        #expect(TPMJudging().failures(evidence) == [.akNotTrusted])
        #expect(TPMJudging(isAnyBuilder: true).failures(evidence) == [])
        #expect(TPMJudging(isAnyBuilder: true).codes(.notEvaluated, evidence) == [.akNotTrusted, .tpmOnly])
        #expect(try TPMJudging.pinning(TPMVectors.name("ak_pss")).failures(evidence) == [.akNotTrusted])
    }

    @Test(arguments: [("rsassa_all", "ak_rsa"), ("rsapss_all", "ak_pss")])
    func `a key that a trusted authority certifies is accepted`(name: String, key: String) throws {
        let evidence = try TPMVectors.evidence(name)
        var judging = TPMJudging(roots: [try TPMVectors.certificate("test_ak_ca")])
        judging.collateral = TPMCollateral(attestationKey: [try TPMVectors.certificate("\(key)_cert").der])
        #expect(judging.failures(evidence) == [])
        #expect(judging.codes(.notEvaluated, evidence) == [.tpmOnly])
        #expect(judging.claims(evidence)?.certificate != nil)

        judging.time = try #require(Date(rfc3339: "2036-01-01T00:00:00Z"))
        #expect(judging.failures(evidence) == [.akCertificateExpired])
        judging = TPMJudging(collateral: judging.collateral)
        #expect(judging.failures(evidence) == [.akNotTrusted], "no authority is trusted unless somebody says so")
    }

    @Test func `the certificate of another key does not certify`() throws {
        var judging = TPMJudging(roots: [try TPMVectors.certificate("test_ak_ca")])
        judging.collateral = TPMCollateral(attestationKey: [try TPMVectors.certificate("ak_pss_cert").der])
        #expect(judging.failures(try TPMVectors.evidence("rsassa_all")) == [.akCertificateMismatch])
    }

    @Test func `the qualified signer is the key under its endorsement key`() throws {
        let endorsement = try TPMVectors.name("ek_rsa").qualified(in: .endorsement)
        for (name, key) in [("rsassa_all", "ak_rsa"), ("rsapss_all", "ak_pss")] {
            let quote = try TPMQuote(parsing: TPMVectors.evidence(name).quote.message)
            #expect(try TPMVectors.name(key).qualified(under: endorsement) == quote.qualifiedSigner)
        }
        let modulus = try Array(TPMVectors.publicArea("ek_rsa").suffix(256))
        let made = TPMEndorsementKey(try PublicKey(rsaModulus: modulus, exponent: [1, 0, 1]))
        #expect(made?.name == (try TPMVectors.name("ek_rsa")))
    }

    @Test func `parts of different quotes do not fit`() throws {
        let (one, other) = (try TPMVectors.evidence("rsassa_all"), try TPMVectors.evidence("rsassa_othernonce"))
        let judging = try TPMJudging.pinning(TPMVectors.name("ak_rsa"))
        let mixed = TPMEvidence(
            quote: TPMQuoteEvidence(
                message: one.quote.message,
                signature: other.quote.signature,
                registers: one.quote.registers
            ),
            attestationKey: one.attestationKey
        )
        #expect(judging.failures(mixed) == [.tpmQuoteSignatureInvalid])
        let key = try TPMVectors.publicArea("ak_pss")
        #expect(judging.failures(TPMEvidence(quote: one.quote, attestationKey: key)) == [.tpmQuoteSignatureInvalid])
    }
}
