import Bytes
import Testing

@testable import Evidence

@Suite struct NitroPolicyTests {
    private func claims(_ pcrs: [Int: [UInt8]]) -> NitroClaims {
        NitroClaims(
            document: NitroDocument(
                moduleID: "i-01-enc02",
                timestamp: NitroMint.time,
                pcrs: pcrs,
                certificate: [],
                authorities: []
            )
        )
    }

    private let zeros = [UInt8](repeating: 0, count: 48)
    private func filled(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 48) }
    private var production: [Int: [UInt8]] { [0: filled(1), 1: filled(2), 2: filled(3), 3: zeros, 8: filled(9)] }
    private var debug: [Int: [UInt8]] { [0: zeros, 1: zeros, 2: zeros, 4: filled(5)] }

    private func results(
        _ policy: NitroPolicy,
        _ pcrs: [Int: [UInt8]],
        allowDebug: Bool = false
    ) -> [RuleResult] {
        var rules = RuleLog()
        let options = AppraisalOptions(
            allowDebug: allowDebug,
            isRelease: true,
            isAnyBuilder: false,
            timeSource: .anchored
        )
        policy.appraise(claims(pcrs), options: options, rules: &rules)
        return rules.results
    }

    private func outcomes(
        _ policy: NitroPolicy,
        _ pcrs: [Int: [UInt8]],
        allowDebug: Bool = false
    ) -> [ReasonCode: RuleResult.Outcome] {
        let results = results(policy, pcrs, allowDebug: allowDebug)
        #expect(results.allSatisfy { $0.aspect == .policy })
        return Dictionary(results.map { ($0.code, $0.outcome) }) { first, _ in first }
    }

    @Test func `debug mode is refused unless it is allowed, and then reported`() {
        var policy = NitroPolicy()
        #expect(outcomes(policy, production) == [.enclaveDebugMode: .pass])
        #expect(outcomes(policy, debug) == [.enclaveDebugMode: .fail])
        #expect(outcomes(policy, debug, allowDebug: true) == [.enclaveDebugMode: .notEvaluated])
        policy.allow = []
        #expect(outcomes(policy, debug) == [.enclaveDebugMode: .fail])
        policy.allow = [.debug]
        #expect(outcomes(policy, debug) == [.enclaveDebugMode: .notEvaluated])
        #expect(outcomes(policy, production) == [.enclaveDebugMode: .pass])
    }

    @Test func `one PCR of zeros among the image's, or none stated, counts as debug mode`() {
        for number in 0...2 {
            var pcrs = production
            pcrs[number] = zeros
            #expect(claims(pcrs).isDebug)
            pcrs[number] = nil
            #expect(!claims(pcrs).isDebug)
        }
        #expect(claims([4: filled(1)]).isDebug)
    }

    @Test func `a PCR must have one of the values that are named`() {
        var policy = NitroPolicy()
        policy.pcrs = [0: [filled(1)]]
        #expect(outcomes(policy, production) == [.enclaveDebugMode: .pass, .pcrMismatch: .pass])
        policy.pcrs = [0: [filled(7), filled(1)], 8: [filled(9)]]
        #expect(results(policy, production).map(\.outcome) == [.pass, .pass, .pass])
        policy.pcrs = [0: [filled(1)], 8: [filled(8)]]
        #expect(results(policy, production).map(\.outcome) == [.pass, .pass, .fail])
        policy.pcrs = [0: [Array(filled(1).dropLast())]]
        #expect(results(policy, production).map(\.outcome) == [.pass, .fail])
        policy.pcrs = [0: []]
        #expect(results(policy, production).map(\.outcome) == [.pass, .fail])
    }

    @Test func `a PCR that is not stated is missing, not zero`() {
        var policy = NitroPolicy()
        policy.pcrs = [5: [zeros]]
        #expect(outcomes(policy, production)[.pcrMissing] == .fail)
        policy.pcrs = [3: [zeros]]
        #expect(outcomes(policy, production)[.pcrMismatch] == .pass)
    }

    @Test func `only a PCR 0 that is not zeros identifies a builder`() {
        var policy = NitroPolicy()
        #expect(policy.identityGap != nil)
        policy.pcrs = [8: [filled(1)]]
        #expect(policy.identityGap != nil)
        policy.pcrs = [0: []]
        #expect(policy.identityGap != nil)
        policy.pcrs = [0: [zeros]]
        #expect(policy.identityGap != nil)
        policy.pcrs = [0: [filled(1), zeros]]
        #expect(policy.identityGap != nil)
        policy.pcrs = [0: [[]]]
        #expect(policy.identityGap != nil)
        policy.pcrs = [0: [filled(1), filled(2)]]
        #expect(policy.identityGap == nil)
    }

    @Test func `a mismatch shows what was expected and what was found`() throws {
        var policy = NitroPolicy()
        policy.pcrs = [0: [filled(7)]]
        let result = try #require(results(policy, production).last)
        #expect(result.expected == "PCR0 " + filled(7).hexadecimal)
        #expect(result.found == "PCR0 " + filled(1).hexadecimal)
    }
}
