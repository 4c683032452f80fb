import Bytes
import Evidence
import Testing

@Suite struct TPMPolicyTests {
    private static let zeros = [UInt8](repeating: 0, count: 32)

    @Test func `each register must hold a value that the policy names`() throws {
        let mint = try TPMMint.ecdsa()
        let evidence = try mint.evidence()
        let (right, wrong) = (TPMMint.registers[4], TPMMint.registers[5])
        #expect(TPMJudging.pinning(mint.name, [4: right, 7: TPMMint.registers[7]]).failures(evidence) == [])
        #expect(TPMJudging.pinning(mint.name, [4: wrong]).failures(evidence) == [.pcrMismatch])
        var judging = TPMJudging.pinning(mint.name)
        judging.policy.pcrs = [4: [wrong, right]]
        #expect(judging.failures(evidence) == [])
        judging.policy.pcrs = [4: []]
        #expect(judging.failures(evidence) == [.pcrMismatch], "a list that is empty lets nothing pass")
        judging.policy.pcrs = [4: [right], 24: [right]]
        #expect(judging.failures(evidence) == [.pcrNotQuoted])
    }

    @Test func `each key must be one that the policy names`() throws {
        let mint = try TPMMint.ecdsa()
        var judging = TPMJudging(isAnyBuilder: true)
        judging.policy.ak = [try TPMMint.rsa().name.bytes]
        #expect(judging.failures(try mint.evidence()) == [.akNotTrusted], "any builder does not undo a demand")
        judging.policy.ak?.insert(mint.name.bytes)
        #expect(judging.failures(try mint.evidence()) == [])
        judging.policy.ak = []
        #expect(judging.failures(try mint.evidence()) == [.akNotTrusted])
    }

    @Test func `a rule of the policy says so`() throws {
        let mint = try TPMMint.ecdsa()
        let results = TPMJudging.pinning(mint.name, [4: TPMMint.registers[5]]).results(try mint.evidence())
        let mismatch = try #require(results.first { $0.code == .pcrMismatch })
        #expect(mismatch.aspect == .policy)
        #expect(mismatch.expected == TPMMint.registers[5].hexadecimal)
        #expect(mismatch.found == TPMMint.registers[4].hexadecimal)
        #expect(results.first { $0.code == .tpmOnly }?.aspect == .authenticity)
    }

    @Test(
        arguments: [
            ([4: [TPMMint.registers[4]]], true), ([0: [TPMMint.registers[4]], 16: [zeros]], true), ([:], false),
            ([16: [TPMMint.registers[4]]], false), ([23: [TPMMint.registers[4]]], false),
            ([17: [TPMMint.registers[4]]], false), ([4: []], false), ([4: [zeros]], false),
            ([4: [zeros, TPMMint.registers[4]]], false),
        ] as [([Int: Set<[UInt8]>], Bool)]
    )
    func `a builder is identified by its key and what it started`(pcrs: [Int: Set<[UInt8]>], suffices: Bool) throws {
        var policy = TPMPolicy()
        policy.pcrs = pcrs
        #expect(policy.identityGap != nil)
        policy.ak = []
        #expect(policy.identityGap != nil)
        policy.ak = [try TPMMint.ecdsa().name.bytes]
        #expect((policy.identityGap == nil) == suffices)
    }
}
