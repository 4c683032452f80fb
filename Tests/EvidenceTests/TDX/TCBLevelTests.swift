import Bytes
import Evidence
import FoundationEssentials
import OpenSSLKit
import StrictJSON
import Testing

@Suite struct TCBLevelTests {
    private func judged(
        _ quote: FakeQuote = FakeQuote(),
        _ alter: (inout FakeCollateral) -> Void
    ) throws -> Authentication {
        let intel = try FakeIntel.shared.get()
        var collateral = FakeCollateral()
        alter(&collateral)
        return intel.authenticate(try quote.encoded(by: intel), collateral: try collateral.encoded(by: intel))
    }

    @Test func `a minted quote is verified under its own root`() throws {
        let judged = try judged { _ in }
        let claims = try #require(judged.tdx, "\(judged.results)")
        #expect(claims.tcb.status == .upToDate)
        #expect(claims.tcb.module == .upToDate)
        #expect(claims.tcb.evaluationNumber == 18)
        #expect(claims.tcb.date.timeIntervalSince1970 == 1_710_288_000)
        #expect(claims.tcb.window.lowerBound == FakeIntel.now.addingTimeInterval(-86_400))
        #expect(claims.tcb.window.upperBound == FakeIntel.now.addingTimeInterval(27 * 86_400))
        #expect(claims.pck.platformInstanceID == [UInt8](repeating: 0x66, count: 16))
        #expect(claims.pck.configuration.isDynamicPlatform == false)
        #expect(claims.pck.configuration.hasCachedKeys == true)
        #expect(claims.pck.configuration.isSMTEnabled == true)
    }

    /// The status of each part and what Intel's library makes of them.
    @Test(
        arguments: [
            ("UpToDate", "UpToDate", "UpToDate", .upToDate),
            ("SWHardeningNeeded", "UpToDate", "UpToDate", .swHardeningNeeded),
            ("ConfigurationNeeded", "UpToDate", "UpToDate", .configurationNeeded),
            ("OutOfDateConfigurationNeeded", "UpToDate", "UpToDate", .outOfDateConfigurationNeeded),
            ("UpToDate", "OutOfDate", "UpToDate", .outOfDate),
            ("UpToDate", "UpToDate", "OutOfDate", .outOfDate),
            ("SWHardeningNeeded", "OutOfDate", "UpToDate", .outOfDate),
            ("SWHardeningNeeded", "UpToDate", "OutOfDate", .outOfDate),
            ("ConfigurationNeeded", "OutOfDate", "UpToDate", .outOfDateConfigurationNeeded),
            ("ConfigurationNeeded", "UpToDate", "OutOfDate", .outOfDateConfigurationNeeded),
            ("ConfigurationAndSWHardeningNeeded", "UpToDate", "UpToDate", .configurationAndSWHardeningNeeded),
            ("ConfigurationAndSWHardeningNeeded", "OutOfDate", "OutOfDate", .outOfDateConfigurationNeeded),
            ("OutOfDate", "OutOfDate", "OutOfDate", .outOfDate),
            ("OutOfDateConfigurationNeeded", "OutOfDate", "UpToDate", .outOfDateConfigurationNeeded),
            // Newer identities of the quoting enclave may say more than that it is out of date.
            ("UpToDate", "UpToDate", "ConfigurationNeeded", .outOfDate),
        ] as [(String, String, String, IntelTCBStatus)]
    )
    func `the parts converge`(platform: String, module: String, enclave: String, expected: IntelTCBStatus) throws {
        let judged = try judged {
            $0.levels[0].status = platform
            $0.modules[0].levels[0].status = module
            $0.qeLevels[0].status = enclave
        }
        let claims = try #require(judged.tdx, "\(judged.results)")
        #expect(claims.tcb.status == expected)
        #expect(claims.tcb.platform.rawValue == platform)
        #expect(claims.tcb.module?.rawValue == module)
        #expect(claims.tcb.quotingEnclave.rawValue == enclave)
    }

    @Test(arguments: ["platform", "module", "enclave"])
    func `one revoked part revokes the whole`(part: String) throws {
        let judged = try judged {
            switch part {
            case "platform": $0.levels[0].status = "Revoked"
            case "module": $0.modules[0].levels[0].status = "Revoked"
            default: $0.qeLevels[0].status = "Revoked"
            }
        }
        #expect(judged.failures == [.tcbRevoked])
        #expect(judged.claims == nil)
    }

    /// The machine's versions are those of ``FakeQuote`` and ``FakeMachine``.
    @Test(
        arguments: [
            // Exactly reached.
            ([3, 3, 2, 2, 4, 1, 0, 5], 13, [5, 0, 2], true),
            // One component, the provisioning enclave, or one of TEE_TCB_SVN is too low.
            ([3, 4, 2, 2, 4, 1, 0, 5], 13, [5, 0, 2], false),
            ([3, 3, 2, 2, 4, 1, 0, 6], 13, [5, 0, 2], false),
            ([0, 0, 0, 0, 0, 0, 0, 0], 14, [5, 0, 2], false),
            ([0, 0, 0, 0, 0, 0, 0, 0], 13, [5, 0, 3], false),
            // The first two of TEE_TCB_SVN are judged by the module's identity instead.
            ([0, 0, 0, 0, 0, 0, 0, 0], 0, [9, 9, 2], true),
        ] as [([UInt8], Int, [UInt8], Bool)]
    )
    func `a level is reached when nothing is below it`(sgx: [UInt8], pce: Int, tdx: [UInt8], isReached: Bool) throws {
        let judged = try judged {
            $0.levels[0].sgx = sgx + [UInt8](repeating: 0, count: 8)
            $0.levels[0].pceSVN = pce
            $0.levels[0].tdx = tdx + [UInt8](repeating: 0, count: 13)
        }
        #expect(judged.failures == (isReached ? [] : [.tcbLevelNotFound]))
    }

    @Test func `without a module's identity all of TEE_TCB_SVN counts`() throws {
        var quote = FakeQuote()
        quote.teeTCBSVN[1] = 0
        for (first, isReached) in [(5, true), (6, false)] as [(UInt8, Bool)] {
            let judged = try judged(quote) { $0.levels[0].tdx[0] = first }
            #expect(judged.failures == (isReached ? [] : [.tcbLevelNotFound]))
            #expect(judged.tdx?.tcb.module == nil)
        }
    }

    @Test func `the highest level that is reached decides, in whatever order they come`() throws {
        let base = FakeCollateral().levels[0]
        func level(_ first: UInt8, _ pce: Int, _ status: String) -> FakeCollateral.Level {
            var level = base
            level.sgx[0] = first
            level.pceSVN = pce
            level.status = status
            return level
        }
        let levels = [
            level(4, 0, "Revoked"), level(3, 13, "SWHardeningNeeded"), level(3, 5, "OutOfDate"),
            level(1, 0, "OutOfDate"),
        ]
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
            let judged = try judged { $0.levels = order.map { levels[$0] } }
            #expect(judged.tdx?.tcb.status == .swHardeningNeeded, "\(order)")
        }
    }

    @Test func `levels that differ only in what is of TDX are told apart`() throws {
        var (high, low) = (FakeCollateral().levels[0], FakeCollateral().levels[0])
        high.tdx[2] = 3
        low.tdx[2] = 1
        low.status = "OutOfDate"
        for levels in [[high, low], [low, high]] {
            #expect(try judged { $0.levels = levels }.tdx?.tcb.status == .outOfDate)
        }
    }

    @Test func `a module or a quoting enclave below every level is refused`() throws {
        #expect(try judged { $0.modules[0].levels[0].svn = 6 }.failures == [.tcbLevelNotFound])
        #expect(try judged { $0.qeLevels[0].svn = 7 }.failures == [.tcbLevelNotFound])
    }

    @Test func `the level of a part is the highest that it reaches`() throws {
        let judged = try judged {
            $0.modules[0].levels = [.init(svn: 2, status: "Revoked"), .init(svn: 6, status: "UpToDate")]
            $0.modules[0].levels.append(.init(svn: 4, status: "OutOfDate", advisories: ["INTEL-SA-2"]))
            $0.qeLevels = [.init(svn: 1, status: "Revoked"), .init(svn: 5, status: "UpToDate")]
        }
        let tcb = try #require(judged.tdx?.tcb)
        #expect(tcb.module == .outOfDate)
        #expect(tcb.quotingEnclave == .upToDate)
        #expect(tcb.advisories == ["INTEL-SA-2"])
    }

    @Test func `the advisories of every part are brought together, and the oldest date`() throws {
        let judged = try judged {
            $0.levels[0].advisories = ["INTEL-SA-1", "INTEL-SA-2"]
            $0.modules[0].levels[0].advisories = ["INTEL-SA-4", "INTEL-SA-1"]
            $0.qeLevels[0].advisories = ["INTEL-SA-3"]
            $0.qeLevels[0].date = "2018-01-04T00:00:00Z"
            $0.qeEvaluationNumber = 16
        }
        let tcb = try #require(judged.tdx?.tcb)
        #expect(tcb.advisories == ["INTEL-SA-1", "INTEL-SA-2", "INTEL-SA-3", "INTEL-SA-4"])
        #expect(tcb.date.timeIntervalSince1970 == 1_515_024_000)
        #expect(tcb.evaluationNumber == 16)
    }

    /// TEE_TCB_SVN and TEE_TCB_SVN_2 by their first byte, which the module's levels 4 (out of date) and 6 divide.
    @Test(
        arguments: [
            (5, 7, "UpToDate", .relaunchAdvised),
            (5, 7, "ConfigurationNeeded", .relaunchAdvisedConfigurationNeeded),
            (5, 7, "SWHardeningNeeded", .relaunchAdvised),
            (5, 5, "UpToDate", .outOfDate),
            (7, 7, "UpToDate", .upToDate),
            (7, 5, "UpToDate", .upToDate),
            (5, 7, "OutOfDate", .outOfDate),
        ] as [(UInt8, UInt8, String, IntelTCBStatus)]
    )
    func `a module that was updated since the guest's start is told from an old one`(
        launched: UInt8,
        current: UInt8,
        platform: String,
        expected: IntelTCBStatus
    ) throws {
        var quote = FakeQuote()
        quote.version = 5
        quote.teeTCBSVN[0] = launched
        quote.teeTCBSVN2 = quote.teeTCBSVN
        quote.teeTCBSVN2?[0] = current
        let judged = try judged(quote) {
            $0.levels[0].status = platform
            $0.modules[0].levels = [.init(svn: 4, status: "OutOfDate"), .init(svn: 6, status: "UpToDate")]
        }
        #expect(judged.tdx?.tcb.status == expected, "\(judged.results)")
    }

    @Test func `firmware that runs now must be listed, and not be revoked, as that of the guest's start`() throws {
        var quote = FakeQuote()
        quote.version = 5
        for current in [[0, 1, 2], [5, 9, 2], [5, 1, 0]] as [[UInt8]] {
            quote.teeTCBSVN2 = current + [UInt8](repeating: 0, count: 13)
            #expect(try judged(quote) { _ in }.failures == [.tcbLevelNotFound])
        }
        quote.teeTCBSVN2 = quote.teeTCBSVN
        quote.teeTCBSVN2?[0] = 3
        let judged = try judged(quote) { $0.modules[0].levels.append(.init(svn: 1, status: "Revoked")) }
        #expect(judged.failures == [.tcbRevoked])
    }

    @Test func `a TDX module that Intel does not list is refused`() throws {
        #expect(try judged { $0.modules[0].id = "TDX_03" }.failures == [.tdxModuleMismatch])
        #expect(try judged { $0.modules[0].id = "tdx_01" }.failures == [])
        #expect(try judged { $0.moduleSigner[7] = 1 }.failures == [.tdxModuleMismatch])
        var quote = FakeQuote()
        quote.seamAttributes[3] = 1
        #expect(try judged(quote) { _ in }.failures == [.tdxModuleMismatch])
        quote = FakeQuote()
        quote.mrSignerSeam[0] = 1
        #expect(try judged(quote) { _ in }.failures == [.tdxModuleMismatch])
    }
}
