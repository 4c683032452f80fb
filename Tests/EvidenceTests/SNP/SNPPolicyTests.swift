import Evidence
import OpenSSLKit
import Testing

@Suite struct SNPPolicyTests {
    @Test(arguments: SNPPolicyCase.all)
    func `a policy lets pass what it names and nothing else`(rule: SNPPolicyCase) throws {
        let evidence = try rule.machine.evidence(version: rule.version, rule.alter)
        var judging = try SNPJudging.minted(rule.machine)
        rule.accepting(&judging.policy)
        #expect(judging.failures(evidence).isEmpty)
        #expect(
            judging.results(evidence).contains { $0.code == rule.code && $0.outcome != .fail && $0.aspect == .policy }
        )
        judging.policy = SNPPolicy()
        rule.refusing(&judging.policy)
        #expect(judging.failures(evidence) == [rule.code])
        let failed = try #require(judging.results(evidence).first { $0.outcome == .fail })
        #expect(failed.aspect == .policy)
    }

    @Test func `without a policy a debug guest is refused, and passes by leave of policy or caller`() throws {
        let evidence = try SNPMinted.genoa.evidence { $0.put(1 << 17 | 1 << 19, at: 0x008, as: UInt64.self) }
        var judging = try SNPJudging.minted(.genoa)
        #expect(judging.failures(evidence) == [.guestPolicyDebugSet])
        judging.policy.allow = [.debug]
        #expect(judging.results(evidence).codes(.notEvaluated).contains(.guestPolicyDebugSet))
        #expect(judging.failures(evidence).isEmpty)
        judging.policy.allow = nil
        judging.allowDebug = true
        #expect(judging.failures(evidence).isEmpty)
    }

    @Test func `without a policy a guest that may migrate is refused`() throws {
        let evidence = try SNPMinted.genoa.evidence { $0.put(1 << 17 | 1 << 18, at: 0x008, as: UInt64.self) }
        var judging = try SNPJudging.minted(.genoa)
        judging.allowDebug = true
        #expect(judging.failures(evidence) == [.guestPolicyMigrationSet])
        judging.policy.allow = [.migrationAgent]
        #expect(judging.failures(evidence).isEmpty)
    }

    @Test func `an allowance that is not listed is not given`() throws {
        let evidence = try SNPMinted.genoa.evidence { report in
            report.put(0b111 << 16 | 1 << 19, at: 0x008, as: UInt64.self)
            report.put([UInt8](repeating: 0, count: 64), at: 0x1A0)
            report.put([30], at: 0x1E8)
        }
        let codes: [SNPPolicy.Allowance: ReasonCode] = [
            .debug: .guestPolicyDebugSet, .smt: .smtEnabled, .migrationAgent: .guestPolicyMigrationSet,
            .maskedChipID: .chipIDMasked, .provisionalFirmware: .firmwareProvisional,
        ]
        var judging = try SNPJudging.minted(.genoa)
        for allowance in SNPPolicy.Allowance.allCases {
            judging.policy.allow = Set(SNPPolicy.Allowance.allCases).subtracting([allowance])
            #expect(judging.failures(evidence) == [try #require(codes[allowance])])
            judging.policy.allow = [allowance]
            #expect(judging.failures(evidence) == Set(codes.values).subtracting([try #require(codes[allowance])]))
        }
    }

    @Test func `Milan counts for a release only where a policy names the line or the chip`() throws {
        let evidence = try SNPMinted.milan.evidence()
        var judging = try SNPJudging.minted(.milan)
        #expect(judging.failures(evidence).isEmpty)
        #expect(judging.results(evidence).codes(.notEvaluated).contains(.productLineCompromised))
        judging.isRelease = true
        #expect(judging.failures(evidence) == [.productLineCompromised])
        judging.policy.measurement = [[UInt8](repeating: 0xA5, count: 48)]
        #expect(judging.failures(evidence) == [.productLineCompromised])
        judging.policy.lines = [.milan, .genoa]
        #expect(judging.failures(evidence).isEmpty)
        judging.policy.lines = nil
        judging.policy.chipID = [SNPMinted.milan.hardwareID]
        #expect(judging.failures(evidence).isEmpty)
        judging.policy.chipID = [[UInt8](repeating: 1, count: 64)]
        #expect(judging.failures(evidence) == [.productLineCompromised, .chipIDNotAllowed])
    }

    @Test func `what a report says of its chip counts only with the certificate's word`() throws {
        var operated = SNPMinted.operated
        operated.line = .milan
        operated.processor = [0x19, 0x01, 0x01]
        let evidence = try operated.evidence { $0.put(SNPMinted.milan.hardwareID, at: 0x1A0) }
        var judging = try SNPJudging.minted(operated)
        judging.isRelease = true
        judging.policy.chipID = [SNPMinted.milan.hardwareID]
        #expect(judging.failures(evidence) == [.productLineCompromised, .chipIDNotAllowed])
    }

    @Test func `other lines count for a release`() throws {
        for machine in [SNPMinted.genoa, .turin] {
            var judging = try SNPJudging.minted(machine)
            judging.isRelease = true
            #expect(judging.failures(try machine.evidence()).isEmpty)
        }
    }

    @Test func `what a line or a version does not state meets no demand`() throws {
        var judging = try SNPJudging.minted(.genoa)
        judging.policy.minTCB = [.genoa: TCBMinimum(fmc: 0)]
        #expect(judging.failures(try SNPMinted.genoa.evidence()) == [.tcbOutOfDate, .launchTCBOutOfDate])
        judging.policy.minTCB = nil
        judging.policy.mitigationVector = 0
        #expect(judging.failures(try SNPMinted.genoa.evidence(version: 4)) == [.mitigationMissing])
        #expect(judging.failures(try SNPMinted.genoa.evidence(version: 5)).isEmpty)
        judging.policy.mitigationVector = nil
        judging.policy.cspID = ["CN=cc.example"]
        #expect(judging.failures(try SNPMinted.genoa.evidence()) == [.cloudServiceProviderNotAllowed])
    }

    @Test func `digests of zeros match nothing`() throws {
        var judging = try SNPJudging.minted(.genoa)
        judging.policy.idKeyDigest = [[UInt8](repeating: 0, count: 48)]
        judging.policy.authorKeyDigest = [[UInt8](repeating: 0, count: 48)]
        #expect(judging.failures(try SNPMinted.genoa.evidence()) == [.idKeyDigestMismatch, .authorKeyDigestMismatch])
    }

    @Test func `a policy identifies a builder by measurement, or by key and release`() {
        let digest = [UInt8](repeating: 1, count: 48)
        let zeros = [UInt8](repeating: 0, count: 48)
        func isGap(_ fill: (inout SNPPolicy) -> Void) -> Bool {
            var policy = SNPPolicy()
            fill(&policy)
            return policy.identityGap != nil
        }
        #expect(isGap { _ in })
        #expect(!isGap { $0.measurement = [digest] })
        #expect(isGap { $0.measurement = [] })
        #expect(isGap { $0.measurement = [zeros] })
        #expect(isGap { $0.idKeyDigest = [digest] })
        #expect(isGap { $0.minGuestSVN = 1 })
        #expect(!isGap { ($0.idKeyDigest, $0.minGuestSVN) = ([digest], 1) })
        // Every report has at least 0, so that demands nothing.
        #expect(isGap { ($0.idKeyDigest, $0.minGuestSVN) = ([digest], 0) })
        #expect(isGap { ($0.idKeyDigest, $0.minGuestSVN) = ([zeros], 1) })
        #expect(isGap { ($0.idKeyDigest, $0.minGuestSVN) = ([], 1) })
        #expect(isGap { ($0.authorKeyDigest, $0.minGuestSVN, $0.vmpl) = ([digest], 1, 0) })
    }

    @Test func `what nothing decides is told`() throws {
        let evidence = try SNPMinted.genoa.evidence { report in
            report.put(2, at: 0x030, as: UInt32.self)
            report.put(1 << 6 | 1 << 40, at: 0x040, as: UInt64.self)
        }
        let results = try SNPJudging.minted(.genoa).results(evidence)
        #expect(results.codes(.fail).isEmpty)
        #expect(
            results.codes(.notEvaluated).isSuperset(of: [.vmplMismatch, .aliasCheckIncomplete, .platformInfoUnknown])
        )
        #expect(results.first { $0.code == .platformInfoUnknown }?.found == "6, 40")
    }
}
