import Builds
import Testing

@testable import Verification

@Suite struct KettleCommitmentTests {
    private static let provenance = Array("{\"a\": 1}".utf8)
    private static let compact = KettleCommitment.digest(.compact, of: provenance)
    private static let file = KettleCommitment.digest(.file, of: provenance)
    private static let nonce = [UInt8](1...16)

    private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

    private func form(_ commitment: [UInt8], _ platform: Platform) -> KettleCommitment? {
        KettleCommitment(commitment, of: Self.provenance, on: platform)
    }

    @Test(arguments: [Platform.azureSNP, .azureTDX])
    func `a quote commits to 32, 48 or 50 bytes`(platform: Platform) throws {
        #expect(form(Self.compact, platform)?.form == .compact)
        #expect(form(Self.file + Self.nonce, platform)?.nonce == Self.nonce)
        #expect(form(Self.file + Self.nonce + zeros(2), platform)?.nonce == Self.nonce)
        #expect(form(Self.file + zeros(18), platform)?.nonce == zeros(16))
        #expect(form(Self.compact + Self.nonce, platform)?.nonce == Self.nonce)
        #expect(form(Self.compact + Self.nonce + zeros(2), platform)?.nonce == Self.nonce)
        for size in [1, 2, 15, 17, 19, 32] { #expect(form(Self.compact + zeros(size), platform) == nil, "\(size)") }
        for size in [0, 1, 15, 17, 19, 32] { #expect(form(Self.file + zeros(size), platform) == nil, "\(size)") }
        #expect(form(Self.file + Self.nonce + [0, 1], platform) == nil)
        #expect(form(Self.file + Self.nonce + [1, 0], platform) == nil)
        #expect(form(Self.compact + Self.nonce + [0, 1], platform) == nil)
        #expect(form([], platform) == nil)
    }

    @Test(arguments: [Platform.snp, .tdx, .simulated])
    func `a report commits to 64 bytes that end in zeros`(platform: Platform) throws {
        #expect(
            form(Self.compact + zeros(32), platform)
                == KettleCommitment(Self.compact + zeros(32), of: Self.provenance, on: platform)
        )
        #expect(form(Self.compact + zeros(32), platform)?.form == .compact)
        #expect(form(Self.file + Self.nonce + zeros(16), platform)?.nonce == Self.nonce)
        #expect(form(Self.file + zeros(32), platform)?.nonce == zeros(16))
        #expect(form(Self.compact, platform) == nil)
        #expect(form(Self.file + Self.nonce, platform) == nil)
        #expect(form(Self.compact + Self.nonce + zeros(16), platform)?.nonce == Self.nonce)
        for position in 0..<32 {
            var commitment = Self.file + Self.nonce + zeros(16)
            commitment[position] ^= 1
            #expect(form(commitment, platform) == nil)
        }
        for position in 48..<64 {
            for digest in [Self.file, Self.compact] {
                var commitment = digest + Self.nonce + zeros(16)
                commitment[position] = 1
                #expect(form(commitment, platform) == nil)
            }
        }
    }

    @Test func `a digest that ends in zeros is a digest like any other`() throws {
        // One in 256 provenances has such a digest; Kettle's older verifier refuses them, as it drops the zeros.
        let found = (0..<4096).lazy.map { Array("{\"a\":\($0)}".utf8) }
            .first { KettleCommitment.digest(.compact, of: $0).last == 0 }
        let provenance = try #require(found)
        let digest = KettleCommitment.digest(.compact, of: provenance)
        #expect(KettleCommitment(digest, of: provenance, on: .azureSNP)?.form == .compact)
        #expect(KettleCommitment(digest.dropLast(), of: provenance, on: .azureSNP) == nil)
        #expect(KettleCommitment(digest + [0], of: provenance, on: .azureSNP) == nil)
    }

    @Test func `evidence for another build, or with bytes behind the nonce, is rejected`() throws {
        #expect(
            try KettleFixture(alterCommitment: { [$0[0] ^ 1] + $0.dropFirst() }).reasons().contains(
                "REPORT_DATA_MISMATCH"
            )
        )
        #expect(try KettleFixture(alterCommitment: { $0.dropLast() + [1] }).reasons().contains("REPORT_DATA_MISMATCH"))
        let other = try KettleFixture(artifacts: ["tool": [9]]).files()
        var files = try KettleFixture().files()
        files["evidence.json"] = other["evidence.json"]
        let reasons = try ReleaseVerifier.standard.verify(files, KettleFixture.satisfied()).reasons
        #expect(reasons.contains("REPORT_DATA_MISMATCH"))
    }
}
