import Builds
import Evidence
import StrictJSON
import Testing

@Suite struct AzurePolicyTests {
    /// What minted reports state.
    private static let measurement = [UInt8](repeating: 0xA5, count: 48)
    private static let other = [UInt8](repeating: 0x5A, count: 48)
    private static let zeros = [UInt8](repeating: 0, count: 48)

    private func failures(
        _ mint: AzureMint = AzureMint(),
        _ alter: (inout AzureJudging) -> Void
    ) throws -> Set<ReasonCode> {
        var judging = try AzureMint.judging()
        alter(&judging)
        return judging.failures(try mint.evidence())
    }

    private func notices(_ mint: AzureMint, _ alter: (inout AzureJudging) -> Void = { _ in }) throws -> Set<ReasonCode>
    {
        var judging = try AzureMint.judging()
        alter(&judging)
        return Set(judging.results(try mint.evidence()).filter { $0.outcome == .notEvaluated }.map(\.code))
    }

    @Test func `the paravisor must be one that the policy names`() throws {
        #expect(try failures { $0.policy.measurement = [Self.other, Self.measurement] } == [])
        #expect(try failures { $0.policy.measurement = [Self.other] } == [.measurementMismatch])
        #expect(try failures { $0.policy.measurement = [] } == [.measurementMismatch])
        #expect(try failures { $0.policy.idKeyDigest = [Self.other] } == [.idKeyDigestMismatch])
        // A report without an ID block has zeros there, which name no key.
        #expect(try failures { $0.policy.idKeyDigest = [Self.zeros] } == [.idKeyDigestMismatch])
    }

    @Test func `what a policy demands of SNP holds for the paravisor's report`() throws {
        #expect(try failures { $0.snp.measurement = [Self.measurement] } == [])
        #expect(try failures { $0.snp.measurement = [Self.other] } == [.measurementMismatch])
        #expect(try failures { $0.snp.idKeyDigest = [Self.other] } == [.idKeyDigestMismatch])
        #expect(try failures { $0.snp.authorKeyDigest = [Self.other] } == [.authorKeyDigestMismatch])
        #expect(try failures { $0.snp.minGuestSVN = 1 } == [.guestSVNOutOfDate])
        #expect(try failures { $0.snp.lines = [.turin] } == [.productLineNotAllowed])
        #expect(try failures { $0.snp.chipID = [[UInt8](2...65)] } == [.chipIDNotAllowed])
    }

    @Test func `what names the paravisor takes the place of what names the images of other guests`() throws {
        let named = try failures {
            $0.snp.measurement = [Self.other]
            $0.policy.measurement = [Self.measurement]
        }
        #expect(named == [])
        let key = try failures {
            $0.snp.measurement = [Self.other]
            $0.policy.idKeyDigest = [Self.other]
        }
        #expect(key == [.measurementMismatch, .idKeyDigestMismatch])
    }

    @Test func `registers must hold values that the policy names`() throws {
        let registers = TPMMint.registers
        #expect(try failures { $0.policy.pcrs = [4: [registers[4]], 12: [registers[12]]] } == [])
        #expect(try failures { $0.policy.pcrs = [4: [registers[5]]] } == [.pcrMismatch])
        var mint = AzureMint()
        mint.attest.banks = [(0x000B, [0, 4, 7, 9])]
        #expect(try failures(mint) { $0.policy.pcrs = [4: [registers[4]]] } == [])
        // The register is in the list, and the quote does not cover it.
        #expect(try failures(mint) { $0.policy.pcrs = [8: [registers[8]]] } == [.pcrNotQuoted])
        #expect(try failures(mint) { $0.policy.pcrs = [8: [registers[9]]] } == [.pcrNotQuoted])
    }

    @Test func `secure boot and console must be as the policy demands`() throws {
        let plain = AzureMint()
        #expect(try failures(plain) { $0.policy.secureBoot = true } == [])
        #expect(try failures(plain) { $0.policy.secureBoot = false } == [.secureBootMismatch])
        #expect(try failures(plain) { $0.policy.consoleEnabled = true } == [])
        #expect(try failures(plain) { $0.policy.consoleEnabled = false } == [.consoleMismatch])
        #expect(try notices(plain).isSuperset(of: [.consoleMismatch]))
        #expect(try !notices(plain).contains(.secureBootMismatch))
        #expect(try !notices(plain) { $0.policy.consoleEnabled = true }.contains(.consoleMismatch))

        let silent = AzureMint(runtimeData: AzureMint.runtimeData { data, _ in data["vm-configuration"] = [:] })
        #expect(try failures(silent) { $0.policy.secureBoot = true } == [.secureBootMismatch])
        #expect(try failures(silent) { $0.policy.consoleEnabled = false } == [.consoleMismatch])
        #expect(try notices(silent).isSuperset(of: [.consoleMismatch, .secureBootMismatch]))
        #expect(try failures(silent) { _ in } == [])
    }

    // MARK: What tells one builder from another

    private static func pcrs(_ values: [Int: UInt8]) -> [Int: Set<[UInt8]>] {
        values.mapValues { [[UInt8](repeating: $0, count: 32)] }
    }

    @Test(
        arguments: [
            // GRUB, also where it starts an image whose stub measures.
            ([4: 1, 8: 1, 9: 1], true), ([4: 1, 8: 1, 9: 1, 11: 0, 12: 0], true), ([4: 1, 8: 1, 9: 1, 11: 1], true),
            // An image whose stub measures, with and without a command line from outside, and whose kernel measures too.
            ([4: 1, 11: 1, 12: 1], true), ([4: 1, 11: 1, 12: 0], true), ([4: 1, 8: 0, 9: 0, 11: 1, 12: 0], true),
            ([4: 1, 9: 1, 11: 1, 12: 0], true),
            // A kernel that measures the initrd that it is given: under systemd-boot, or in an image of an older stub.
            ([4: 1, 9: 1, 12: 1], true), ([4: 1, 8: 0, 9: 1, 11: 0, 12: 1], true),
            // No loader, no kernel, no initrd, no command line.
            ([8: 1, 9: 1], false), ([11: 1, 12: 1], false), ([4: 1], false), ([4: 1, 8: 1], false),
            ([4: 1, 9: 1], false), ([4: 1, 11: 1], false), ([4: 1, 12: 1], false), ([7: 1], false), ([:], false),
            // Nobody measured.
            ([4: 0, 8: 1, 9: 1], false), ([4: 1, 8: 0, 9: 1], false), ([4: 1, 8: 1, 9: 0], false),
            ([4: 1, 11: 0, 12: 0], false), ([4: 1, 9: 1, 12: 0], false), ([4: 1, 9: 0, 12: 1], false),
            ([4: 0, 11: 1, 12: 1], false), ([4: 0, 9: 1, 12: 1], false),
            // The command line, and no initrd.
            ([4: 1, 11: 0, 12: 1], false), ([4: 1, 9: 0, 11: 0, 12: 1], false), ([4: 1, 8: 1, 11: 0, 12: 1], false),
            ([4: 1, 8: 1, 9: 0, 11: 0, 12: 1], false),
            // The initrd, and no command line.
            ([4: 1, 9: 1, 11: 0], false), ([4: 1, 9: 1, 11: 0, 12: 0], false),
            ([4: 1, 8: 0, 9: 1, 11: 0, 12: 0], false),
            // What is added to the image's own command line.
            ([4: 1, 9: 1, 11: 1], false), ([4: 1, 8: 1, 11: 1], false),
            // Registers that can be reset.
            ([16: 1, 23: 1], false), ([4: 1, 16: 1, 23: 1], false), ([16: 1, 8: 1, 9: 1], false),
        ] as [([Int: UInt8], Bool)]
    )
    func `registers must cover what was started`(values: [Int: UInt8], suffices: Bool) {
        var policy = AzurePolicy()
        policy.measurement = [Self.measurement]
        policy.pcrs = Self.pcrs(values)
        for platform in [Platform.azureSNP, .azureTDX] {
            #expect((policy.identityGap(on: platform, minGuestSVN: nil) == nil) == suffices)
        }
    }

    @Test func `one value of zeros among others lets everything pass that measured nothing`() {
        var policy = AzurePolicy()
        policy.measurement = [Self.measurement]
        policy.pcrs = Self.pcrs([4: 1, 8: 1, 9: 1])
        #expect(policy.identityGap(on: .azureSNP, minGuestSVN: nil) == nil)
        policy.pcrs?[4]?.insert([UInt8](repeating: 0, count: 32))
        #expect(policy.identityGap(on: .azureSNP, minGuestSVN: nil) != nil)
    }

    @Test func `the paravisor must be identified too`() {
        var policy = AzurePolicy()
        policy.pcrs = Self.pcrs([4: 1, 8: 1, 9: 1])
        #expect(policy.identityGap(on: .azureSNP, minGuestSVN: 10) != nil)
        policy.measurement = []
        #expect(policy.identityGap(on: .azureSNP, minGuestSVN: 10) != nil)
        policy.measurement = [Self.zeros]
        #expect(policy.identityGap(on: .azureSNP, minGuestSVN: 10) != nil)
        policy.idKeyDigest = [Self.other]
        #expect(policy.identityGap(on: .azureSNP, minGuestSVN: 10) == nil)
        #expect(policy.identityGap(on: .azureSNP, minGuestSVN: nil) != nil, "the key signs old paravisors too")
        #expect(policy.identityGap(on: .azureSNP, minGuestSVN: 0) != nil, "every paravisor has at least 0")
        #expect(policy.identityGap(on: .azureTDX, minGuestSVN: 10) != nil, "TDX has no such key")
        policy.idKeyDigest = [Self.zeros]
        #expect(policy.identityGap(on: .azureSNP, minGuestSVN: 10) != nil)
    }
}

@Suite(.enabled(if: Vectors.arePresent, "the folder ../shared/vectors is absent"))
struct AzureCapturedPolicyTests {
    @Test func `a captured machine meets a policy made from it, and no other machine does`() throws {
        for vector in AzureVectors.snp + AzureVectors.tdx {
            let evidence = try AzureVectors.evidence(vector)
            var judging = try AzureJudging.vector(vector)
            judging.tdx.tcbStatus = .any
            let claims = try #require(judging.claims(evidence))
            judging.policy.measurement = [claims.measurement]
            judging.policy.secureBoot = true
            judging.policy.pcrs = claims.quote.registers.values.mapValues { [$0] }
            #expect(judging.failures(evidence) == [], "\(vector)")
            let others = vector.platform == .azureTDX ? AzureVectors.tdx : AzureVectors.snp
            for other in others where other.id != vector.id {
                var elsewhere = judging
                elsewhere.time = try AzureJudging.vector(other).time
                elsewhere.collateral = try AzureVectors.collateral(other)
                let failures = elsewhere.failures(try AzureVectors.evidence(other))
                #expect(failures.contains(.pcrMismatch), "\(other) under \(vector)")
            }
        }
    }

    @Test func `demands on TDX hold for the hardware under a paravisor`() throws {
        let vector = AzureVectors.tdx[0]
        let evidence = try AzureVectors.evidence(vector)
        var judging = try AzureJudging.vector(vector)
        #expect(judging.failures(evidence) == [])
        let measurement = try #require(judging.claims(evidence)).measurement
        judging.tdx.mrtd = [measurement]
        #expect(judging.failures(evidence) == [])
        judging.tdx.mrtd = [[UInt8](repeating: 1, count: 48)]
        #expect(judging.failures(evidence) == [.measurementMismatch])
        judging.policy.measurement = judging.tdx.mrtd
        judging.tdx.mrtd = nil
        #expect(judging.failures(evidence) == [.measurementMismatch])
        judging.tdx.mrtd = judging.policy.measurement
        judging.policy.measurement = [measurement]
        #expect(judging.failures(evidence) == [])
        judging.tdx.mrtd = nil
        judging.policy = AzurePolicy()
        judging.tdx.rtmr2 = [[UInt8](repeating: 1, count: 48)]
        #expect(judging.failures(evidence) == [.rtmr2Mismatch])
        judging.tdx.rtmr2 = nil
        judging.policy = AzurePolicy()
        judging.policy.idKeyDigest = [[UInt8](repeating: 1, count: 48)]
        #expect(judging.failures(evidence) == [.idKeyDigestMismatch])
        judging.policy = AzurePolicy()
        judging.tdx.tcbStatus = .only([.outOfDate])
        #expect(!judging.failures(evidence).isEmpty)
    }
}
