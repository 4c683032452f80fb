import Builds
import Bytes
import Evidence
import OpenSSLKit
import StrictJSON
import Testing

import struct FoundationEssentials.Date

@Suite(.enabled(if: Vectors.arePresent, "the folder ../shared/vectors is absent"))
struct TDXSwappedPartsTests {
    private static let time = "2026-03-20T00:00:00Z"

    /// Where the parts of a quote of version 4 are, whose quoting enclave's data is of 32 bytes.
    private enum Part: CaseIterable {
        case body, quoteSignature, attestationKey, qeReport, qeReportSignature, qeData, certificates

        func range(in quote: [UInt8]) -> Range<Int> {
            let start = 48 + 584 + 4
            return switch self {
            case .body: 48..<(48 + 584)
            case .quoteSignature: start..<(start + 64)
            case .attestationKey: (start + 64)..<(start + 128)
            case .qeReport: (start + 134)..<(start + 518)
            case .qeReportSignature: (start + 518)..<(start + 582)
            case .qeData: (start + 584)..<(start + 616)
            case .certificates: (start + 616)..<quote.count
            }
        }

        /// What is wrong when the part comes from another quote.
        var codes: Set<ReasonCode> {
            switch self {
            case .body, .quoteSignature: [.quoteSignatureInvalid]
            case .attestationKey, .qeData: [.akBindingInvalid]
            case .qeReport, .qeReportSignature, .certificates: [.qeReportSignatureInvalid]
            }
        }
    }

    @Test func `a part of one quote does not fit into another`() throws {
        let one = try TDXVectors.quote("tdx/az-live-td-quote")
        for name in ["tdx/v4-b0c06f-phala", "tdx/v4-b0c06f-dstack-1"] {
            let other = try TDXVectors.quote(name)
            for part in Part.allCases where part != .qeData || one[part.range(in: one)] != other[part.range(in: other)]
            {
                var mixed = one
                mixed.replaceSubrange(part.range(in: one), with: other[part.range(in: other)])
                let collateral = try TDXVectors.collateral("tdx/collateral/90c06f-2026-03")
                let judged = TDXVerifier().authenticate(
                    TDXVectors.evidence(mixed, collateral: collateral),
                    at: JudgementTime(try #require(Date(rfc3339: Self.time)), .given)
                )
                #expect(judged.failures == part.codes, "\(part) of \(name)")
                #expect(judged.claims == nil)
            }
        }
    }

    @Test func `collateral of another kind of platform is refused`() throws {
        for (id, collateral) in [
            ("tdx/az-live-td-quote", "tdx/collateral/50806f-2026-03"),
            ("tdx/v4-50806f-DEBUG", "tdx/collateral/90c06f-2026-03"),
        ] {
            let judged = try TDXVectors.authenticate(id, collateral: collateral, at: Self.time)
            #expect(judged.failures == [.pckFMSPCMismatch])
        }
    }

    @Test func `collateral for SGX is refused`() throws {
        // Its lists are those of the authority for processors.
        let judged = try TDXVectors.authenticate(
            "tdx/v4-b0c06f-phala",
            collateral: "tdx/sgx-v3-not-tdx",
            at: "2025-06-25T00:00:00Z"
        )
        #expect(judged.failures == [.revocationListIssuerMismatch])
    }

    @Test func `a quote of SGX is refused`() throws {
        let judged = try TDXVectors.authenticate(
            "tdx/sgx-v3-not-tdx",
            collateral: "tdx/sgx-v3-not-tdx",
            at: "2025-06-25T00:00:00Z"
        )
        #expect(judged.failures == [.quoteFormatUnsupported])
    }

    @Test(
        arguments: [
            // Older collateral at a later time, and newer collateral at an earlier one.
            ("90c06f-2026-02", "2026-04-01T00:00:00Z"), ("90c06f-2026-03", "2026-05-01T00:00:00Z"),
            ("90c06f-2026-03", "2026-03-01T00:00:00Z"),
        ]
    )
    func `collateral of another time is refused`(name: String, time: String) throws {
        let judged = try TDXVectors.authenticate(
            "tdx/az-live-td-quote",
            collateral: "tdx/collateral/\(name)",
            at: time
        )
        #expect(judged.failures.isSuperset(of: [.tcbInfoExpired, .qeIdentityExpired]))
        #expect(judged.failures.isSubset(of: [.tcbInfoExpired, .qeIdentityExpired, .revocationListExpired]))
        #expect(judged.claims == nil)
    }

    @Test func `a quote is not valid before its certificates are`() throws {
        let judged = try TDXVectors.authenticate(
            "tdx/az-live-td-quote",
            collateral: "tdx/collateral/90c06f-2026-03",
            at: "2025-12-01T00:00:00Z"
        )
        #expect(judged.failures == [.pckExpired])
    }

    @Test(
        arguments: [
            ("root_ca_crl", "pck_crl", [.revocationListIssuerMismatch]),
            ("tcb_info_signature", "qe_identity_signature", [.tcbInfoSignatureInvalid]),
            ("tcb_info", "qe_identity", [.tcbInfoSignatureInvalid]),
            ("pck_crl_issuer_chain", "tcb_info_issuer_chain", [.tcbSigningChainInvalid]),
            ("pck_crl_issuer_chain", "qe_identity_issuer_chain", [.tcbSigningChainInvalid]),
        ] as [(String, String, Set<ReasonCode>)]
    )
    func `parts of the collateral in each other's places are refused`(
        one: String,
        other: String,
        codes: Set<ReasonCode>
    ) throws {
        let collateral = try TDXVectors.collateral("tdx/collateral/90c06f-2026-03")
        var members = try #require(collateral.object)
        (members[one], members[other]) = (members[other], members[one])
        let judged = TDXVerifier().authenticate(
            TDXVectors.evidence(try TDXVectors.quote("tdx/az-live-td-quote"), collateral: .object(members)),
            at: JudgementTime(try #require(Date(rfc3339: Self.time)), .given)
        )
        #expect(judged.failures == codes)
    }

    @Test func `a statement with the signature of an older one is refused`() throws {
        let (new, old) = (
            try TDXVectors.collateral("tdx/collateral/90c06f-2026-03"),
            try TDXVectors.collateral("tdx/collateral/90c06f-2026-02")
        )
        for (name, code) in [
            ("tcb_info", .tcbInfoSignatureInvalid), ("tcb_info_signature", .tcbInfoSignatureInvalid),
            ("qe_identity", .qeIdentitySignatureInvalid), ("qe_identity_signature", .qeIdentitySignatureInvalid),
        ] as [(String, ReasonCode)] {
            var members = try #require(new.object)
            members[name] = old[name]
            let judged = TDXVerifier().authenticate(
                TDXVectors.evidence(try TDXVectors.quote("tdx/az-live-td-quote"), collateral: .object(members)),
                at: JudgementTime(try #require(Date(rfc3339: Self.time)), .given)
            )
            #expect(judged.failures == [code], "\(name)")
        }
    }

    @Test func `nothing under another root vouches, also not one with Intel's names`() throws {
        let intel = try FakeIntel.shared.get()
        let quote = try FakeQuote().encoded(by: intel)
        let collateral = try FakeCollateral().encoded(by: intel)
        let evidence = TDXVectors.evidence(quote, collateral: collateral)
        let judged = TDXVerifier().authenticate(evidence, at: JudgementTime(FakeIntel.now, .given))
        #expect(judged.failures == [.pckChainInvalid])
        let other = try FakeIntel.other.get()
        #expect(other.authenticate(quote, collateral: collateral).failures == [.pckChainInvalid])
        let foreign = try FakeCollateral().encoded(by: other)
        #expect(intel.authenticate(quote, collateral: foreign).failures.count == 1)
    }

    @Test func `a root with the trusted key and other bytes is refused`() throws {
        let intel = try FakeIntel.shared.get()
        let twin = try FakeIntel.builder(
            "Intel SGX Root CA",
            issuer: "Intel SGX Root CA",
            serialNumber: 77,
            isAuthority: true
        ).certificate(of: intel.rootKey.publicKey, signedBy: intel.rootKey, .ecdsaP256SHA256)
        let judged = TDXVerifier(root: twin).authenticate(
            TDXVectors.evidence(
                try FakeQuote().encoded(by: intel),
                collateral: try FakeCollateral().encoded(by: intel)
            ),
            at: JudgementTime(FakeIntel.now, .given)
        )
        #expect(judged.failures == [.pckChainInvalid])
    }
}
