import Bytes
import Evidence
import Testing

@Suite struct TDXPolicyTests {
    /// What became of a policy: which rules failed, and which were reported without deciding.
    private struct Outcome {
        let failures: Set<ReasonCode>
        let notices: Set<ReasonCode>
    }

    private func options(
        allowDebug: Bool = false,
        timeSource: JudgementTime.Source = .given
    ) -> AppraisalOptions {
        AppraisalOptions(
            allowDebug: allowDebug,
            isRelease: true,
            isAnyBuilder: false,
            timeSource: timeSource
        )
    }

    private func appraise(
        _ quote: FakeQuote = FakeQuote(),
        _ collateral: FakeCollateral = FakeCollateral(),
        options: AppraisalOptions? = nil,
        _ alter: (inout TDXPolicy) -> Void = { _ in }
    ) throws -> Outcome {
        let intel = try FakeIntel.shared.get()
        let judged = intel.authenticate(try quote.encoded(by: intel), collateral: try collateral.encoded(by: intel))
        let claims = try #require(judged.tdx, "\(judged.results)")
        var policy = TDXPolicy()
        alter(&policy)
        var rules = RuleLog(.policy)
        policy.appraise(claims, options: options ?? self.options(), rules: &rules)
        #expect(rules.results.allSatisfy { $0.aspect == .policy })
        func codes(_ outcome: RuleResult.Outcome) -> Set<ReasonCode> {
            Set(rules.results.filter { $0.outcome == outcome }.map(\.code))
        }
        return Outcome(failures: codes(.fail), notices: codes(.notEvaluated))
    }

    private static let other = [UInt8](repeating: 0xEE, count: 48)

    private static func digest(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 48) }

    /// Sets a key to a value that the quote has, or to one that it has not.
    private struct Key: Sendable {
        let code: ReasonCode
        let set: @Sendable (inout TDXPolicy, _ fits: Bool) -> Void
    }

    private static let keys: [Key] = [
        Key(code: .measurementMismatch) { $0.mrtd = $1 ? [other, digest(0xAA)] : [other] },
        Key(code: .rtmr0Mismatch) { $0.rtmr0 = $1 ? [digest(1)] : [] },
        Key(code: .rtmr1Mismatch) { $0.rtmr1 = $1 ? [other, digest(2)] : [digest(1)] },
        Key(code: .rtmr2Mismatch) { $0.rtmr2 = [digest($1 ? 3 : 2)] },
        Key(code: .rtmr3Mismatch) { $0.rtmr3 = [digest($1 ? 4 : 3)] },
        Key(code: .mrSeamMismatch) { $0.mrSeam = $1 ? [digest(0x5E)] : [other] },
        Key(code: .mrSignerSeamMismatch) { $0.mrSignerSeam = digest($1 ? 0 : 1) },
        Key(code: .seamAttributesMismatch) { $0.seamAttributes = [UInt8](repeating: $1 ? 0 : 1, count: 8) },
        Key(code: .mrConfigIDMismatch) { $0.mrConfigID = digest($1 ? 0x10 : 0) },
        Key(code: .mrOwnerMismatch) { $0.mrOwner = digest($1 ? 0x20 : 0) },
        Key(code: .mrOwnerConfigMismatch) { $0.mrOwnerConfig = digest($1 ? 0x30 : 0) },
        Key(code: .tdAttributesMismatch) { $0.tdAttributes = [0, 0, 0, $1 ? 0x10 : 0, 0, 0, 0, 0] },
        Key(code: .xfamMismatch) { $0.xfam = [$1 ? 0xE7 : 0xE6, 0x02, 0x06, 0, 0, 0, 0, 0] },
        Key(code: .teeTCBSVNOutOfDate) {
            $0.minTEETCBSVN = [5, 1, $1 ? 2 : 3] + [UInt8](repeating: 0, count: 13)
        },
        Key(code: .fmspcNotAllowed) { $0.fmspc = $1 ? [[0x90, 0xC0, 0x6F, 0, 0, 0]] : [[0x90, 0xC0, 0x6F, 0, 0, 1]] },
        Key(code: .platformInstanceIDNotAllowed) {
            $0.platformInstanceID = [[UInt8](repeating: $1 ? 0x66 : 0, count: 16)]
        },
        Key(code: .qeVendorIDMismatch) {
            $0.qeVendorID = $1 ? FakeQuote().qeVendorID : [UInt8](repeating: 0, count: 16)
        },
        Key(code: .tcbOutOfDate) { $0.tcbStatus = .only($1 ? [.upToDate, .outOfDate] : [.outOfDate]) },
        Key(code: .tcbEvaluationOutOfDate) { $0.minTCBEvaluationDataNumber = $1 ? 18 : 19 },
    ]

    @Test func `without a policy only what always holds is judged`() throws {
        let outcome = try appraise()
        #expect(outcome.failures.isEmpty)
        #expect(outcome.notices.isEmpty)
    }

    @Test(arguments: keys.indices)
    func `each key passes what it names and nothing else`(index: Int) throws {
        let key = Self.keys[index]
        #expect(try appraise { key.set(&$0, true) }.failures == [])
        #expect(try appraise { key.set(&$0, false) }.failures == [key.code])
    }

    @Test func `an empty list lets nothing pass`() throws {
        #expect(try appraise { $0.mrtd = [] }.failures == [.measurementMismatch])
        #expect(try appraise { $0.fmspc = [] }.failures == [.fmspcNotAllowed])
        #expect(try appraise { $0.tcbStatus = .only([]) }.failures == [.tcbOutOfDate])
    }

    @Test func `a machine whose certificate names no platform is on no list of platforms`() throws {
        var quote = FakeQuote()
        var fields = quote.machine.fields
        fields.removeLast(2)
        quote.machine.extensionContents = TestDER.tagged(0x30, fields.flatMap { $0 })
        #expect(try appraise(quote) { $0.platformInstanceID = [[]] }.failures == [.platformInstanceIDNotAllowed])
    }

    @Test func `a guest with debugging passes only by leave, and is reported then`() throws {
        var quote = FakeQuote()
        quote.tdAttributes[0] = 1
        #expect(try appraise(quote).failures == [.tdDebugSet])
        #expect(try appraise(quote) { $0.allow = [.migratable, .serviceTD] }.failures == [.tdDebugSet])
        let allowed = try appraise(quote) { $0.allow = [.debug] }
        #expect(allowed.failures.isEmpty && allowed.notices == [.tdDebugSet])
        #expect(try appraise(quote, options: options(allowDebug: true)).failures.isEmpty)
        // Naming the attributes is not leave.
        #expect(try appraise(quote) { $0.tdAttributes = quote.tdAttributes }.failures == [.tdDebugSet])
    }

    @Test func `a guest that can be moved passes only by leave`() throws {
        var quote = FakeQuote()
        quote.tdAttributes[3] = 0x30
        #expect(try appraise(quote).failures == [.tdMigratableSet])
        #expect(try appraise(quote) { $0.allow = [.debug] }.failures == [.tdMigratableSet])
        let allowed = try appraise(quote) { $0.allow = [.migratable] }
        #expect(allowed.failures.isEmpty && allowed.notices == [.tdMigratableSet])
    }

    @Test func `a guest that another serves passes only by leave, or where the policy names that one`() throws {
        var quote = FakeQuote()
        quote.version = 5
        quote.teeTCBSVN2 = quote.teeTCBSVN
        #expect(try appraise(quote).failures == [])
        #expect(try appraise(quote) { $0.mrServiceTD = Self.digest(0) }.failures == [])
        quote.mrServiceTD = Self.digest(7)
        #expect(try appraise(quote).failures == [.serviceTDBound])
        #expect(try appraise(quote) { $0.allow = [.serviceTD] }.failures == [])
        #expect(try appraise(quote) { $0.mrServiceTD = Self.digest(7) }.failures == [])
        #expect(
            try appraise(quote) { $0.mrServiceTD = Self.digest(8) }.failures
                == [.serviceTDBound, .mrServiceTDMismatch]
        )
        #expect(
            try appraise(quote) {
                $0.mrServiceTD = Self.digest(8)
                $0.allow = [.serviceTD]
            }.failures == [.mrServiceTDMismatch]
        )
    }

    @Test func `a quote that does not state who serves the guest does not meet a demand for it`() throws {
        #expect(try appraise { $0.mrServiceTD = Self.digest(0) }.failures == [.mrServiceTDMismatch])
    }

    @Test(arguments: [(0, 0x02), (0, 0x80), (1, 1), (3, 0x18), (4, 1), (7, 0x40)] as [(Int, UInt8)])
    func `reserved attributes are refused unless the policy names them`(byte: Int, value: UInt8) throws {
        var quote = FakeQuote()
        quote.tdAttributes[byte] |= value
        #expect(try appraise(quote).failures == [.tdAttributesReserved])
        #expect(try appraise(quote) { $0.tdAttributes = quote.tdAttributes }.failures == [])
    }

    @Test(arguments: [[0, 0, 0, 0], [0, 0, 0, 0x40], [0, 0, 0, 0x80], [0, 0, 0, 0xD0]] as [[UInt8]])
    func `attributes that are known pass`(low: [UInt8]) throws {
        var quote = FakeQuote()
        quote.tdAttributes = low + [0, 0, 0, 0x80]
        #expect(try appraise(quote).failures == [])
    }

    @Test(arguments: [(0, 0xE6), (0, 0xE5), (0, 0xEF), (1, 0x06), (2, 0x0E), (7, 0x80)] as [(Int, UInt8)])
    func `processor features that are unknown, or lack what all have, are refused`(byte: Int, value: UInt8) throws {
        var quote = FakeQuote()
        quote.xfam[byte] = value
        #expect(try appraise(quote).failures == [.xfamReserved])
        #expect(try appraise(quote) { $0.xfam = quote.xfam }.failures == [])
    }

    // MARK: What Intel says of the firmware

    @Test(arguments: IntelTCBStatus.allCases.filter { $0.rawValue.first != "T" && $0 != .revoked })
    func `only what is up to date passes without a word of the policy`(status: IntelTCBStatus) throws {
        var collateral = FakeCollateral()
        collateral.levels[0].status = status.rawValue
        collateral.levels[0].advisories = ["INTEL-SA-1", "INTEL-SA-2"]
        #expect(try appraise(FakeQuote(), collateral).failures == (status == .upToDate ? [] : [.tcbOutOfDate]))
        let any = try appraise(FakeQuote(), collateral) { $0.tcbStatus = .any }
        #expect(any.failures.isEmpty && any.notices == [.tcbOutOfDate, .tcbAdvisoryNotAllowed])
        #expect(try appraise(FakeQuote(), collateral) { $0.tcbStatus = .only([status]) }.failures.isEmpty)
    }

    @Test func `open advisories must all be named where any is`() throws {
        var collateral = FakeCollateral()
        collateral.levels[0].advisories = ["INTEL-SA-1"]
        collateral.qeLevels[0].advisories = ["INTEL-SA-2"]
        for (accepted, failures) in [
            (["INTEL-SA-1", "INTEL-SA-2", "INTEL-SA-3"], []), (["INTEL-SA-1"], [.tcbAdvisoryNotAllowed]),
            ([], [.tcbAdvisoryNotAllowed]),
        ] as [(Set<String>, Set<ReasonCode>)] {
            #expect(try appraise(FakeQuote(), collateral) { $0.advisories = accepted }.failures == failures)
        }
        #expect(try appraise { $0.advisories = [] }.failures == [])
    }

    @Test func `the older one of two evaluations counts`() throws {
        var collateral = FakeCollateral()
        collateral.qeEvaluationNumber = 17
        #expect(
            try appraise(FakeQuote(), collateral) { $0.minTCBEvaluationDataNumber = 18 }.failures
                == [.tcbEvaluationOutOfDate]
        )
    }

    @Test(arguments: [.given, .clock, .anchored, .claimed] as [JudgementTime.Source])
    func `a time that nobody gave needs a lowest evaluation`(source: JudgementTime.Source) throws {
        var options = options(timeSource: source)
        let isNeeded = source == .claimed || source == .clock
        #expect(try appraise(options: options).failures == (isNeeded ? [.tcbEvaluationNotAppraised] : []))
        options.choosesCollateral = true
        #expect(try appraise(options: options).failures == (source == .claimed ? [.tcbEvaluationNotAppraised] : []))
        options.choosesCollateral = false
        #expect(try appraise(options: options) { $0.minTCBEvaluationDataNumber = 18 }.failures == [])
        #expect(
            try appraise(options: options) { $0.minTCBEvaluationDataNumber = 19 }.failures == [.tcbEvaluationOutOfDate]
        )
    }

    @Test func `a module that was updated since the guest's start is reported`() throws {
        var quote = FakeQuote()
        quote.version = 5
        quote.teeTCBSVN2 = quote.teeTCBSVN
        quote.teeTCBSVN2?[0] = 9
        var collateral = FakeCollateral()
        collateral.modules[0].levels = [.init(svn: 4, status: "OutOfDate"), .init(svn: 6, status: "UpToDate")]
        let outcome = try appraise(quote, collateral)
        #expect(outcome.failures == [.tcbOutOfDate])
        #expect(outcome.notices == [.tdRelaunchAdvised])
        let accepted = try appraise(quote, collateral) { $0.tcbStatus = .only([.relaunchAdvised]) }
        #expect(accepted.failures == [])
    }

    @Test func `statuses are read as a policy spells them`() {
        #expect(TDXPolicy.AcceptedStatus(["any"]) == .any)
        #expect(TDXPolicy.AcceptedStatus(["UpToDate", "TDRelaunchAdvised"]) == .only([.upToDate, .relaunchAdvised]))
        #expect(TDXPolicy.AcceptedStatus([]) == .only([]))
        for names in [["any", "UpToDate"], ["Any"], ["uptodate"], ["Revoked"], [""]] {
            #expect(TDXPolicy.AcceptedStatus(names) == nil, "\(names)")
        }
    }

    @Test func `a builder is told by MRTD with RTMR1 and RTMR2`() {
        var policy = TDXPolicy()
        #expect(policy.identityGap?.contains("mrtd") == true)
        policy.mrtd = [Self.digest(1)]
        #expect(policy.identityGap?.contains("rtmr1") == true)
        policy.rtmr1 = [Self.digest(1)]
        #expect(policy.identityGap?.contains("rtmr2") == true)
        policy.rtmr2 = [Self.digest(1)]
        #expect(policy.identityGap == nil)
        policy.rtmr2 = []
        #expect(policy.identityGap != nil)
        policy.rtmr2 = [Self.digest(1), Self.digest(0)]
        #expect(policy.identityGap != nil)
    }

    @Test(.enabled(if: Vectors.arePresent, "the folder ../shared/vectors is absent"))
    func `a genuine guest with debugging is refused for that and for its firmware`() throws {
        let judged = try TDXVectors.authenticate(
            "tdx/v4-50806f-DEBUG",
            collateral: "tdx/collateral/50806f-2026-03",
            at: "2026-03-20T00:00:00Z"
        )
        let claims = try #require(judged.tdx)
        #expect(claims.isDebug)
        var rules = RuleLog(.policy)
        TDXPolicy().appraise(claims, options: options(), rules: &rules)
        #expect(Set(rules.results.filter { $0.outcome == .fail }.map(\.code)) == [.tdDebugSet, .tcbOutOfDate])
    }
}
