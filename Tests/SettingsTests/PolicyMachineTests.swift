import Builds
import Bytes
import Evidence
import Settings
import Testing

@Suite struct PolicyMachineTests {
    private func read(_ text: String) throws(SettingsError) -> AppraisalPolicy {
        try PolicyFile.read(Array(text.utf8), file: "policy.yaml").machine
    }

    private static func bytes(_ count: Int, _ byte: UInt8 = 0x12) -> [UInt8] { [UInt8](repeating: byte, count: count) }
    private static func hex(_ count: Int, _ byte: UInt8 = 0x12) -> String { bytes(count, byte).hexadecimal }

    @Test func `every key of the section snp is read`() throws {
        let policy = try read(
            """
            snp:
              lines: [milan, genoa]
              measurement: [\(Self.hex(48)), "\(Self.hex(48, 0xAB).uppercased())"]
              id_key_digest: \(Self.hex(48, 1))
              author_key_digest: [\(Self.hex(48, 2))]
              min_guest_svn: 7
              family_id: \(Self.hex(16))
              image_id: \(Self.hex(16, 3))
              host_data: \(Self.hex(32))
              min_tcb: {milan: {bootloader: 4, tee: 0, snp: 24, microcode: 219}, turin: {fmc: 1}}
              mitigation_vector: 0x0b
              vmpl: 0
              chip_id: [\(Self.hex(64)), \(Self.hex(8))]
              csp_id: ["CN=cc-us-east-2.amazonaws.com"]
              require: [alias_check, crl]
              allow: [debug, smt, migration_agent, masked_chip_id, provisional_firmware]
            """
        )
        var expected = SNPPolicy()
        expected.lines = [.milan, .genoa]
        expected.measurement = [Self.bytes(48), Self.bytes(48, 0xAB)]
        expected.idKeyDigest = [Self.bytes(48, 1)]
        expected.authorKeyDigest = [Self.bytes(48, 2)]
        expected.minGuestSVN = 7
        expected.familyID = Self.bytes(16)
        expected.imageID = Self.bytes(16, 3)
        expected.hostData = Self.bytes(32)
        expected.minTCB = [
            .milan: TCBMinimum(bootloader: 4, tee: 0, snp: 24, microcode: 219), .turin: TCBMinimum(fmc: 1),
        ]
        expected.mitigationVector = 0x0B
        expected.vmpl = 0
        expected.chipID = [Self.bytes(64), Self.bytes(8)]
        expected.cspID = ["CN=cc-us-east-2.amazonaws.com"]
        expected.require = [.aliasCheck, .revocationList]
        expected.allow = Set(SNPPolicy.Allowance.allCases)
        #expect(policy.snp == expected)
        #expect(policy.impliedPlatforms == [.snp])
    }

    @Test func `every key of the section tdx is read`() throws {
        let registers = (0...3).map { "  rtmr\($0): \(Self.hex(48, UInt8($0)))" }.joined(separator: "\n")
        let policy = try read(
            """
            tdx:
              mrtd: [\(Self.hex(48))]
            \(registers)
              mr_seam: \(Self.hex(48, 9))
              mr_signer_seam: \(Self.hex(48, 0))
              seam_attributes: "0000000000000000"
              mr_config_id: \(Self.hex(48, 10))
              mr_owner: \(Self.hex(48, 11))
              mr_owner_config: \(Self.hex(48, 12))
              mr_service_td: \(Self.hex(48, 13))
              td_attributes: "0000001000000000"
              xfam: e702060000000000
              min_tee_tcb_svn: \(Self.hex(16))
              fmspc: [90c06f000000, "00806f050000"]
              platform_instance_id: \(Self.hex(16))
              qe_vendor_id: 939a7233f79c4ca9940a0db3957f0607
              tcb_status: [UpToDate, SWHardeningNeeded]
              advisories: [INTEL-SA-00837]
              min_tcb_evaluation_data_number: 18
              allow: [debug, migratable, service_td]
            """
        )
        let tdx = try #require(policy.tdx)
        #expect(tdx.mrtd == [Self.bytes(48)])
        #expect([tdx.rtmr0, tdx.rtmr1, tdx.rtmr2, tdx.rtmr3] == (0...3).map { [Self.bytes(48, UInt8($0))] })
        #expect(tdx.mrSeam == [Self.bytes(48, 9)])
        #expect(tdx.mrSignerSeam == Self.bytes(48, 0) && tdx.seamAttributes == Self.bytes(8, 0))
        #expect(tdx.mrConfigID == Self.bytes(48, 10) && tdx.mrOwner == Self.bytes(48, 11))
        #expect(tdx.mrOwnerConfig == Self.bytes(48, 12) && tdx.mrServiceTD == Self.bytes(48, 13))
        #expect(tdx.tdAttributes == [0, 0, 0, 0x10, 0, 0, 0, 0])
        #expect(tdx.xfam == [0xE7, 0x02, 0x06, 0, 0, 0, 0, 0])
        #expect(tdx.minTEETCBSVN == Self.bytes(16) && tdx.platformInstanceID == [Self.bytes(16)])
        #expect(tdx.fmspc == [[0x90, 0xC0, 0x6F, 0, 0, 0], [0x00, 0x80, 0x6F, 0x05, 0, 0]])
        #expect(tdx.qeVendorID?.count == 16)
        #expect(tdx.tcbStatus == .only([.upToDate, .swHardeningNeeded]))
        #expect(tdx.advisories == ["INTEL-SA-00837"])
        #expect(tdx.minTCBEvaluationDataNumber == 18)
        #expect(tdx.allow == Set(TDXPolicy.Allowance.allCases))
        #expect(try read("tdx: {tcb_status: [any]}").tdx?.tcbStatus == .any)
    }

    @Test func `the sections azure, tpm and nitro are read`() throws {
        let policy = try read(
            """
            azure:
              measurement: \(Self.hex(48))
              id_key_digest: [\(Self.hex(48, 1))]
              pcrs: {4: [\(Self.hex(32)), \(Self.hex(32, 1))], 9: \(Self.hex(32, 2))}
              secure_boot: true
              console_enabled: false
            tpm: {ak: ["000b\(Self.hex(32))"], pcrs: {"0": [\(Self.hex(32))]}}
            nitro: {pcrs: {0: [\(Self.hex(48))], 8: [\(Self.hex(48, 8))]}, allow: [debug]}
            report_data: 00ff
            """
        )
        #expect(policy.azure?.measurement == [Self.bytes(48)])
        #expect(policy.azure?.idKeyDigest == [Self.bytes(48, 1)])
        #expect(policy.azure?.pcrs == [4: [Self.bytes(32), Self.bytes(32, 1)], 9: [Self.bytes(32, 2)]])
        #expect(policy.azure?.secureBoot == true && policy.azure?.consoleEnabled == false)
        #expect(policy.tpm?.ak == [[0, 11] + Self.bytes(32)])
        #expect(policy.tpm?.pcrs == [0: [Self.bytes(32)]])
        #expect(policy.nitro?.pcrs == [0: [Self.bytes(48)], 8: [Self.bytes(48, 8)]])
        #expect(policy.nitro?.allow == [.debug])
        #expect(policy.impliedPlatforms == [.azureSNP, .azureTDX, .tpm, .nitro])
    }

    @Test(arguments: [
        ("snp: {lines: milan}", "snp: {lines: [milan]}"),
        ("snp: {chip_id: \(hex(64))}", "snp: {chip_id: [\(hex(64))]}"),
        ("snp: {csp_id: CN=x}", "snp: {csp_id: [CN=x]}"), ("snp: {require: crl}", "snp: {require: [crl]}"),
        ("snp: {allow: debug}", "snp: {allow: [debug]}"), ("tdx: {allow: migratable}", "tdx: {allow: [migratable]}"),
        ("tdx: {advisories: INTEL-SA-1}", "tdx: {advisories: [INTEL-SA-1]}"),
        ("tdx: {tcb_status: OutOfDate}", "tdx: {tcb_status: [OutOfDate]}"),
        ("nitro: {allow: debug}", "nitro: {allow: [debug]}"), ("platforms: snp", "platforms: [snp]"),
    ])
    func `one value stands for a list of it`(one: String, list: String) throws {
        let policy = try read(one)
        #expect(policy == (try read(list)))
        #expect(policy != AppraisalPolicy())
    }

    @Test func `a list that lets pass what it holds may hold nothing`() throws {
        #expect(try read("snp: {allow: [], require: []}").snp?.allow == [])
        #expect(try read("tdx: {advisories: []}").tdx?.advisories == [])
    }

    @Test(arguments: [
        ("xyz: 1", ["snp", "tdx", "azure", "tpm", "nitro", "platforms"]), ("snp: {xyz: 1}", ["min_tcb", "allow"]),
        ("snp: {min_tcb: {rome: {snp: 1}}}", ["genoa", "milan", "turin"]), ("azure: {xyz: 1}", ["pcrs"]),
        ("tpm: {xyz: 1}", ["pcrs"]), ("nitro: {xyz: 1}", ["pcrs", "allow"]),
        ("snp: {min_tcb: {milan: {snp: 1}}, xyz: 1}", ["min_tcb"]),
    ])
    func `an unknown key is answered with those that are known`(text: String, known: [String]) throws {
        let error = try #require(throws: SettingsError.self) { try read(text) }
        let message = try #require(error.problems.first).message
        let listed = try #require(message.split(separator: "known here: ").last).split(separator: ", ").map(String.init)
        #expect(Set(known).isSubset(of: listed), "\(message)")
        #expect(Set(listed).count == listed.count && listed == listed.sorted() && !listed.contains("simulated"))
    }

    @Test func `a register that stands twice, as number and as text, is refused`() {
        let (one, other) = (Self.hex(32), Self.hex(32, 1))
        for text in ["{4: \(one), \"4\": \(other)}", "{\"4\": \(one), 4: \(other)}"] {
            #expect(throws: SettingsError.self) { try read("azure: {pcrs: \(text)}") }
        }
    }

    @Test(arguments: [
        "snp: {measurement: []}", "snp: {measurement: [12]}", "snp: {measurements: [x]}", "snp: {lines: [simulated]}",
        "snp: {lines: []}", "snp: {min_guest_svn: -1}", "snp: {min_guest_svn: 4294967296}", "snp: {vmpl: 4}",
        "snp: {min_tcb: {milan: {snp: 256}}}", "snp: {min_tcb: {rome: {snp: 1}}}",
        "snp: {min_tcb: {milan: {ucode: 1}}}",
        "snp: {chip_id: 1234}", "snp: {allow: [everything]}", "snp: {allow: everything}", "snp: {allow:}",
        "snp: {allow: [[debug]]}", "snp: {allow: {debug: true}}", "snp: {require: debug}", "snp: measurement",
        "tdx: {advisories:}", "tdx: {advisories: {INTEL-SA-1: open}}",
        "tdx: {mrtd: 12}", "tdx: {tcb_status: [any, UpToDate]}",
        "tdx: {tcb_status: []}", "tdx: {tcb_status: [Revoked]}",
        "tdx: {min_tcb_evaluation_data_number: many}", "tdx: {xfam: 12}",
        "azure: {pcrs: {24: 00}}", "azure: {pcrs: {}}",
        "azure: {pcrs: {-1: 00}}", "azure: {pcrs: {04: 00}}", "azure: {secure_boot: 1}", "tpm: {ak: 00}",
        "nitro: {pcrs: {0: [1234]}}", "nitro: {pcrs: {32: [00]}}", "report_data: xyz", "report_data: ''",
    ])
    func `what cannot be applied exactly is refused`(text: String) {
        #expect(throws: SettingsError.self) { try read(text) }
    }
}
