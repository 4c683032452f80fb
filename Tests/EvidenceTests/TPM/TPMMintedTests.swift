import Bytes
import OpenSSLKit
import Testing

@testable import Evidence

/// What no captured quote shows: a TPM that signs what a TPM would not.
@Suite struct TPMMintedTests {
    /// Changes of a quote that is signed with the right key all the same.
    @Test(
        arguments: [
            AttestCase("no magic", .attestMagicInvalid) { $0.magic = Array("XXXX".utf8) },
            AttestCase("a certification", .attestTypeInvalid) { $0.type = [0x80, 0x17] },
            AttestCase("a time", .attestTypeInvalid) { $0.type = [0x80, 0x19] },
            AttestCase("a creation", .attestTypeInvalid) { $0.type = [0x80, 0x1A] },
            AttestCase("contents of an NV index", .attestTypeInvalid) { $0.type = [0x80, 0x14] },
            AttestCase("no signer", .attestFormatInvalid) { $0.signer = [] },
            AttestCase("a signer by its handle", .attestFormatInvalid) { $0.signer = [0x40, 0, 0, 7] },
            AttestCase("a signer of SHA-1", .attestFormatInvalid) {
                $0.signer = [0, 4] + [UInt8](repeating: 1, count: 20)
            },
            AttestCase("67 bytes of extraData", .attestFormatInvalid) {
                $0.extraData = [UInt8](repeating: 1, count: 67)
            },
            AttestCase("a clock that is neither safe nor unsafe", .attestFormatInvalid) { $0.safe = 2 },
            AttestCase("no bank", .pcrSelectionInvalid) { $0.banks = [] },
            AttestCase("two banks", .pcrSelectionInvalid) { $0.banks = [(4, [0, 7]), (0x0B, [0, 7])] },
            AttestCase("the same bank twice", .pcrSelectionInvalid) { $0.banks = [(0x0B, [0]), (0x0B, [7])] },
            AttestCase("a bank of SHA-1", .pcrSelectionInvalid) { $0.banks = [(4, [0, 7])] },
            AttestCase("a bank of SHA-384", .pcrSelectionInvalid) { $0.banks = [(0x0C, [0, 7])] },
            AttestCase("no register", .pcrSelectionInvalid) { $0.banks = [(0x0B, [])] },
            AttestCase("a bitmap of two bytes", .pcrSelectionInvalid) { $0.bitmapSize = 2 },
            AttestCase("a bitmap of four bytes", .pcrSelectionInvalid) { $0.bitmapSize = 4 },
            AttestCase("a digest of another size", .attestFormatInvalid) {
                $0.digest = [UInt8](repeating: 1, count: 20)
            },
            AttestCase("another digest", .pcrDigestMismatch) { $0.digest = [UInt8](repeating: 1, count: 32) },
            AttestCase("bytes that follow", .attestFormatInvalid) { $0.tail = [0] },
            AttestCase("a kilobyte that follows", .attestFormatInvalid) {
                $0.tail = [UInt8](repeating: 0, count: 1024)
            },
        ]
    )
    func `a signed statement that is no quote of one bank is rejected`(change: AttestCase) throws {
        var mint = try TPMMint.ecdsa()
        change.alter(&mint.attest)
        #expect(TPMJudging.pinning(mint.name).failures(try mint.evidence()) == [change.code])
    }

    @Test func `a register that the quote does not cover is not believed`() throws {
        var mint = try TPMMint.ecdsa()
        mint.attest.banks = [(0x000B, [0, 1, 2, 3, 4, 5, 6, 7, 9])]
        let genuine = try mint.evidence()
        let wanted = [UInt8](repeating: 0xAB, count: 32)
        var registers = genuine.quote.registers
        registers[8] = wanted
        let quote = TPMQuoteEvidence(
            message: genuine.quote.message,
            signature: genuine.quote.signature,
            registers: registers
        )
        let forged = TPMEvidence(quote: quote, attestationKey: genuine.attestationKey)
        #expect(TPMJudging.pinning(mint.name, [8: wanted]).failures(forged) == [.pcrNotQuoted])
        let claims = try #require(TPMJudging().claims(forged))
        #expect(claims.quote.registers[8] == nil)
        #expect(Set(claims.quote.registers.values.keys) == Set(Array(0...7) + [9]))
        // The ninth register that is quoted does not stand in the place of PCR 8.
        let ninth = try #require(claims.quote.registers[9])
        #expect(TPMJudging.pinning(mint.name, [8: ninth]).failures(genuine) == [.pcrNotQuoted])
    }

    @Test func `a register that can be reset is quoted only beside all that a start extends`() throws {
        var mint = try TPMMint.ecdsa()
        for (indices, holds) in [
            (Array(0...7) + [16], false), ([23], false), (Array(0...14) + [16], false), (Array(0...15) + [16], true),
            (Array(0...15) + [16, 23], true), (Array(0...23), true), (Array(0...7) + [17], true),
        ] as [([Int], Bool)] {
            mint.attest.banks = [(0x000B, indices)]
            let failures = TPMJudging.pinning(mint.name).failures(try mint.evidence())
            #expect(failures == (holds ? [] : [.pcrSelectionInvalid]))
        }
    }

    @Test func `every size of extraData that a TPM takes is read`() throws {
        var mint = try TPMMint.ecdsa()
        for count in [0, 1, 32, 50, 64, 66] {
            mint.attest.extraData = [UInt8](repeating: 7, count: count)
            #expect(TPMJudging().claims(try mint.evidence())?.quote.extraData.count == count)
        }
    }

    @Test func `a clock that is not safe is reported`() throws {
        var mint = try TPMMint.ecdsa()
        #expect(!TPMJudging().codes(.notEvaluated, try mint.evidence()).contains(.tpmClockUnsafe))
        mint.attest.safe = 0
        #expect(TPMJudging().codes(.notEvaluated, try mint.evidence()).contains(.tpmClockUnsafe))
    }

    @Test(
        arguments: [
            PublicAreaCase("that may leave its TPM", .akAttributesInvalid) { $0.attributes ^= 1 << 1 },
            PublicAreaCase("that may leave its parent", .akAttributesInvalid) { $0.attributes ^= 1 << 4 },
            PublicAreaCase("that somebody brought", .akAttributesInvalid) { $0.attributes ^= 1 << 5 },
            PublicAreaCase("that signs anything", .akAttributesInvalid) { $0.attributes ^= 1 << 16 },
            PublicAreaCase("that decrypts", .akAttributesInvalid) { $0.attributes ^= 1 << 17 },
            PublicAreaCase("that does not sign", .akAttributesInvalid) { $0.attributes ^= 1 << 18 },
            PublicAreaCase("with an unknown attribute", .akAttributesInvalid) { $0.attributes ^= 1 << 19 },
            PublicAreaCase("with a Name of SHA-1", .akFormatUnsupported) { $0.nameAlgorithm = 4 },
            PublicAreaCase("with a cipher", .akFormatUnsupported) { $0.symmetric = 6 },
            PublicAreaCase("without a scheme", .akFormatUnsupported) { $0.scheme = 0x10 },
            PublicAreaCase("that signs with SHA-1", .akFormatUnsupported) { $0.schemeHash = 4 },
            PublicAreaCase("with a scheme of another type", .akFormatUnsupported) { $0.scheme = 0x18 },
            PublicAreaCase("of another type", .akFormatUnsupported) { $0.type = 0x08 },
            PublicAreaCase("with a policy that is no digest", .akFormatUnsupported) { $0.policy = [1, 2, 3] },
            PublicAreaCase("with the exponent 3", .akFormatUnsupported) { $0.parameters[5] = 3 },
            PublicAreaCase("of 1024 bits", .akFormatUnsupported) {
                $0.parameters[0] = 4
                $0.unique[0] = Array($0.unique[0].prefix(128))
            },
            PublicAreaCase("of fewer bits than it states", .akFormatUnsupported) { $0.unique[0][0] = 0 },
            PublicAreaCase("with bytes that follow", .akFormatUnsupported) { $0.tail = [0] },
        ]
    )
    func `a key that is no attestation key is rejected`(change: PublicAreaCase) throws {
        var mint = try TPMMint.rsa()
        change.alter(&mint.publicArea)
        #expect(TPMJudging.pinning(mint.name).failures(try mint.evidence()) == [change.code])
    }

    @Test func `a key may have a policy, and the exponent spelled out`() throws {
        var mint = try TPMMint.rsa()
        mint.publicArea.policy = [UInt8](repeating: 9, count: 32)
        mint.publicArea.parameters = [0x08, 0x00, 0, 1, 0, 1]
        #expect(TPMJudging.pinning(mint.name).failures(try mint.evidence()) == [])
    }

    @Test func `a point that is not on the curve is no key`() throws {
        var mint = try TPMMint.ecdsa()
        mint.publicArea.unique[1][31] ^= 1
        #expect(TPMJudging.pinning(mint.name).failures(try mint.evidence()) == [.akFormatUnsupported])
    }

    @Test func `the quote is signed with the scheme of the key and no other`() throws {
        var mint = try TPMMint.rsa()
        let judging = TPMJudging.pinning(mint.name)
        #expect(judging.failures(try mint.evidence()) == [])
        #expect(judging.failures(try mint.evidence(.rsaPSSSHA256)) == [.tpmQuoteSignatureInvalid])
        let renamed = try mint.evidence(.rsaPSSSHA256, header: [0, 0x14, 0, 0x0B])
        #expect(judging.failures(renamed) == [.tpmQuoteSignatureInvalid])
        for header in [[0, 0x14, 0, 4], [0, 0x14, 0, 0x0C], [0, 0x05, 0, 0x0B], [0, 0x10, 0, 0x0B]] as [[UInt8]] {
            #expect(judging.failures(try mint.evidence(nil, header: header)) == [.tpmQuoteSignatureInvalid])
        }
        mint.publicArea.scheme = 0x16
        #expect(TPMJudging.pinning(mint.name).failures(try mint.evidence(.rsaPSSSHA256)) == [])
    }

    @Test func `another key does not sign for the one that is shown`() throws {
        var mint = try TPMMint(.otherRSA)
        mint.publicArea = try TPMMint.rsa().publicArea
        #expect(TPMJudging.pinning(mint.name).failures(try mint.evidence()) == [.tpmQuoteSignatureInvalid])
    }
}

/// A change of a TPMS_ATTEST, and the rule that it breaks.
struct AttestCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: ReasonCode
    let alter: @Sendable (inout TPMAttestBytes) -> Void

    init(_ what: String, _ code: ReasonCode, alter: @escaping @Sendable (inout TPMAttestBytes) -> Void) {
        testDescription = what
        self.code = code
        self.alter = alter
    }
}

/// A change of a TPM2B_PUBLIC, and the rule that it breaks.
struct PublicAreaCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: ReasonCode
    let alter: @Sendable (inout TPMPublicAreaBytes) -> Void

    init(_ what: String, _ code: ReasonCode, alter: @escaping @Sendable (inout TPMPublicAreaBytes) -> Void) {
        testDescription = what
        self.code = code
        self.alter = alter
    }
}
