import Bytes
import Evidence
import OpenSSLKit
import StrictJSON
import Testing

import struct FoundationEssentials.Date

@Suite struct SNPMintedTests {
    @Test(arguments: SNPMinted.all, [2, 3, 4, 5] as [UInt32])
    func `every version of every line is verified and read`(machine: SNPMinted, version: UInt32) throws {
        let evidence = try machine.evidence(version: version) { report in
            if version == 5 {
                report.put(0x0B, at: 0x1F8, as: UInt64.self)
                report.put(0x3F, at: 0x200, as: UInt64.self)
            }
        }
        let claims = try #require(try SNPJudging.minted(machine).authentication(evidence).claims?.snp)
        #expect(claims.productLine == machine.line)
        #expect(claims.report.version == version)
        #expect((claims.report.processor == nil) == (version == 2))
        #expect(claims.reportedTCB == machine.tcb)
        #expect(claims.launchTCB == machine.tcb)
        #expect(claims.hardwareID == (machine.kind == .vcek ? machine.hardwareID : nil))
        #expect(claims.cloudServiceProvider == (machine.kind == .vlek ? machine.operatorName : nil))
        #expect(claims.report.launchMitigations == (version == 5 ? 0x0B : nil))
        #expect(claims.report.currentMitigations == (version == 5 ? 0x3F : nil))
        #expect(!claims.isChipMasked)
        #expect(!claims.isFirmwareProvisional)
        #expect(claims.revocationListDate == nil)
    }

    @Test(arguments: SNPUnacceptable.all)
    func `a well signed report that states something impossible is rejected`(altered: SNPUnacceptable) throws {
        let evidence = try altered.machine.evidence(version: altered.version, altered.alter)
        #expect(try SNPJudging.minted(altered.machine).failures(evidence) == [altered.code])
    }

    @Test(arguments: [SNPMinted.milan, .genoa, .turin])
    func `a hidden chip is authentic, said so, and refused unless a policy lets it pass`(machine: SNPMinted) throws {
        let evidence = try machine.evidence { $0.put([UInt8](repeating: 0, count: 64), at: 0x1A0) }
        var judging = try SNPJudging.minted(machine)
        let authentication = judging.authentication(evidence)
        let claims = try #require(authentication.claims?.snp)
        #expect(claims.isChipMasked)
        #expect(claims.hardwareID == machine.hardwareID)
        #expect(authentication.results.codes(.notEvaluated).contains(.vcekHardwareIDMismatch))
        #expect(judging.failures(evidence) == [.chipIDMasked])
        judging.policy.allow = [.maskedChipID]
        #expect(judging.failures(evidence).isEmpty)
        #expect(judging.results(evidence).codes(.notEvaluated).contains(.chipIDMasked))
    }

    @Test func `an operator's key hides no chip`() throws {
        let evidence = try SNPMinted.operated.evidence()
        let judging = try SNPJudging.minted(.operated)
        #expect(judging.failures(evidence).isEmpty)
        let claims = try #require(judging.authentication(evidence).claims?.snp)
        #expect(!claims.isChipMasked)
        #expect(judging.results(evidence).codes(.notEvaluated).contains(.cloudServiceProviderNotAllowed))
    }

    @Test func `provisional firmware is reported, and refused where a policy does not list it`() throws {
        let newer = TCBVersion(bootloader: 10, tee: 0, snp: 27, microcode: 200)
        let provisional: [@Sendable (inout SNPReportBytes) -> Void] = [
            { $0.put(TCBField(newer).bytes, at: 0x038) },
            { $0.put([30, 55, 1], at: 0x1E8) },
            { $0.put([0, 56, 1], at: 0x1E8) },
        ]
        for alter in provisional {
            let evidence = try SNPMinted.genoa.evidence(alter)
            var judging = try SNPJudging.minted(.genoa)
            let claims = try #require(judging.authentication(evidence).claims?.snp)
            #expect(claims.isFirmwareProvisional)
            #expect(judging.failures(evidence).isEmpty)
            #expect(judging.results(evidence).codes(.notEvaluated).contains(.firmwareProvisional))
            judging.policy.allow = []
            #expect(judging.failures(evidence) == [.firmwareProvisional])
            judging.policy.allow = [.provisionalFirmware]
            #expect(judging.failures(evidence).isEmpty)
        }
    }

    @Test func `a certificate of another line, kind or root does not verify a report`() throws {
        for machine in SNPMinted.all {
            for other in SNPMinted.all where other.line != machine.line || other.kind != machine.kind {
                let mixed = SNPEvidence(
                    report: try machine.report(),
                    key: other.kind,
                    certificate: try other.certificate().der,
                    chain: nil
                )
                let roots = [machine, other].reduce(into: [:]) { $0[$1.line] = try? $1.roots() }
                #expect(SNPJudging(roots: roots).failures(mixed) == [.vcekChainInvalid])
            }
            // The vendor's real roots did not sign any of them.
            #expect(SNPJudging().failures(try machine.evidence()) == [.vcekChainInvalid])
        }
    }

    /// The evidence with other members in `cert_chain`.
    private func evidence(
        of machine: SNPMinted,
        _ alter: (inout JSONObject) -> Void
    ) throws -> JSONValue {
        var evidence = try #require(machine.evidence().json.object)
        var chain = try #require(evidence["cert_chain"]?.object)
        alter(&chain)
        evidence["cert_chain"] = .object(chain)
        return .object(evidence)
    }

    @Test func `a certificate counts for what it says, not for the member that it stands in`() throws {
        for machine in SNPMinted.all {
            let judging = try SNPJudging.minted(machine)
            let certificate = JSONValue.string(try machine.certificate().der.base64)
            for (name, other) in [("vcek", "vlek"), ("vlek", "vcek")] {
                let json = try evidence(of: machine) { chain in
                    chain[machine.kind.rawValue] = nil
                    chain[name] = certificate
                }
                #expect(judging.authentication(json).results.codes(.fail) == [])
                let null = try evidence(of: machine) { chain in
                    chain[other] = .null
                    chain[name] = certificate
                }
                #expect(judging.authentication(null).results.codes(.fail) == [])
            }
            let both = try evidence(of: machine) { chain in
                chain["vcek"] = certificate
                chain["vlek"] = certificate
            }
            #expect(judging.authentication(both).results.codes(.fail) == [.evidenceMalformed])
        }
    }

    @Test func `a certificate of the other kind is told from the one that was expected`() throws {
        let report = try SNPMinted.operated.report()
        let certificate = try SNPMinted.genoa.certificate().der
        let evidence = SNPEvidence(report: report, key: .vlek, certificate: certificate, chain: nil)
        let results = try SNPJudging.minted(.genoa).authentication(evidence).results
        let failure = try #require(results.first { $0.outcome == .fail })
        #expect(failure.code == .vcekChainInvalid)
        #expect(failure.expected == "SEV-VLEK")
        #expect(failure.found == "SEV-VCEK")
    }

    @Test(arguments: SNPMinted.all)
    func `authorities inside evidence are not trusted, and said to be there`(machine: SNPMinted) throws {
        let roots = try machine.roots()
        let issuer = try #require(machine.kind == .vlek ? roots.asvk : roots.ask)
        let judging = SNPJudging(roots: [machine.line: roots])
        let other = try #require(SNPTrustRoots.pinned[.milan])
        for (ask, ark, note) in [
            (nil, nil, nil), (.null, nil, nil), (.null, .null, nil), (.string(issuer.der.base64), nil, "are those"),
            (.string(issuer.der.base64), .string(roots.ark.der.base64), "are those"),
            (nil, .string(other.ark.der.base64), "are others"),
            (.string(other.ask.der.base64), .string(roots.ark.der.base64), "are others"), ("AAAA", "", "are others"),
        ] as [(JSONValue?, JSONValue?, String?)] {
            let json = try evidence(of: machine) { chain in
                chain["ask"] = ask
                chain["ark"] = ark
            }
            let authentication = judging.authentication(json)
            #expect(authentication.claims?.snp != nil)
            let notes = authentication.results.filter { $0.code == .authoritiesIgnored }
            #expect(notes.map(\.outcome) == (note == nil ? [] : [.notEvaluated]))
            #expect(note.map { note in notes.allSatisfy { $0.message.contains(note) } } ?? true)
            // They do not make up for a root that nobody pinned.
            #expect(SNPJudging().authentication(json).results.codes(.fail) == [.vcekChainInvalid])
        }
    }

    @Test(arguments: ["ask", "ark"])
    func `authorities inside evidence are Base64 of a bounded size`(name: String) throws {
        let judging = try SNPJudging.minted(.genoa)
        let large = JSONValue.string(String(repeating: "A", count: SNPEvidence.partLimit + 4))
        for (value, code) in [
            (1, .evidenceMalformed), ([], .evidenceMalformed), ("*", .evidenceMalformed), (large, .evidenceTooLarge),
        ] as [(JSONValue, ReasonCode)] {
            let json = try evidence(of: .genoa) { $0[name] = value }
            #expect(judging.authentication(json).results.codes(.fail) == [code])
        }
    }

    @Test func `evidence without a certificate says so`() throws {
        var evidence = try #require(SNPMinted.genoa.evidence().json.object)
        for chain in [nil, .null] as [JSONValue?] {
            evidence["cert_chain"] = chain
            let results = try SNPJudging.minted(.genoa).authentication(.object(evidence)).results
            #expect(results.codes(.fail) == [.evidenceMalformed])
            #expect(results.contains { $0.message.contains("\"cert_chain\" is missing") })
        }
    }

    @Test func `a key of another chip or firmware of the same line does not verify a report`() throws {
        let machine = SNPMinted.genoa
        var (chip, firmware) = (machine, machine)
        chip.hardwareID[63] ^= 1
        firmware.tcb = TCBVersion(bootloader: 10, tee: 0, snp: 28, microcode: 84)
        for (other, code) in [(chip, ReasonCode.vcekHardwareIDMismatch), (firmware, .vcekTCBMismatch)] {
            let mixed = SNPEvidence(
                report: try machine.report(),
                key: .vcek,
                certificate: try other.certificate().der,
                chain: nil
            )
            #expect(try SNPJudging.minted(machine).failures(mixed) == [code])
        }
    }

    @Test func `certificates count to the end of their time`() throws {
        let machine = SNPMinted.genoa
        var judging = try SNPJudging.minted(machine)
        let evidence = try machine.evidence()
        for (time, isValid) in [
            (machine.validity.lowerBound.addingTimeInterval(-1), false), (machine.validity.lowerBound, true),
            (machine.validity.upperBound.addingTimeInterval(-1), true),
            (machine.validity.upperBound.addingTimeInterval(1), false),
        ] {
            judging.time = time
            #expect(judging.failures(evidence) == (isValid ? [] : [.vcekExpired]))
        }
    }

    @Test(arguments: SNPMinted.all)
    func `what a machine says is reported`(machine: SNPMinted) throws {
        let evidence = try machine.evidence(version: 5) { $0.put(0x65, at: 0x040, as: UInt64.self) }
        let claims = try #require(try SNPJudging.minted(machine).authentication(evidence).claims?.snp)
        let json = claims.json
        #expect(json["product_line"]?.string == machine.line.rawValue)
        #expect(json["platform_info"]?["unknown_bits"]?.array == [6])
        #expect(json["platform_info"]?["set"]?.array == ["smt", "ecc", "alias-check-complete"])
        #expect(json["tcb"]?["reported"]?["fmc"]?.integer == (machine.line == .turin ? 1 : nil))
        #expect(json["csp_id"]?.string == (machine.kind == .vlek ? "CN=cc.example" : nil))
    }
}

/// A report of a minted machine that is signed as it is, and must not pass.
struct SNPUnacceptable: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: ReasonCode
    let machine: SNPMinted
    let version: UInt32
    let alter: @Sendable (inout SNPReportBytes) -> Void

    private init(
        _ what: String,
        _ code: ReasonCode,
        _ machine: SNPMinted = .genoa,
        version: UInt32 = 3,
        alter: @escaping @Sendable (inout SNPReportBytes) -> Void
    ) {
        testDescription = what
        self.code = code
        self.machine = machine
        self.version = version
        self.alter = alter
    }

    static let all = structure + processors + versions

    private static let structure = [
        SNPUnacceptable("version 1", .reportFormatUnsupported) { $0.put(1, at: 0, as: UInt32.self) },
        SNPUnacceptable("version 6", .reportFormatUnsupported) { $0.put(6, at: 0, as: UInt32.self) },
        SNPUnacceptable("another algorithm", .reportFormatUnsupported) { $0.put(2, at: 0x034, as: UInt32.self) },
        SNPUnacceptable("a report for the host", .reportFormatUnsupported) { $0.put(.max, at: 0x030, as: UInt32.self) },
        SNPUnacceptable("VMPL 4", .reportFormatUnsupported) { $0.put(4, at: 0x030, as: UInt32.self) },
        SNPUnacceptable("a policy without bit 17", .reportFormatUnsupported) { $0.put(0, at: 0x008, as: UInt64.self) },
        SNPUnacceptable("a policy with bit 26", .reportFormatUnsupported) {
            $0.put(1 << 26 | 1 << 17, at: 0x008, as: UInt64.self)
        },
        SNPUnacceptable("a policy with bit 63", .reportFormatUnsupported) {
            $0.put(1 << 63 | 1 << 17, at: 0x008, as: UInt64.self)
        },
        SNPUnacceptable("a masked chip key", .reportSignatureInvalid) { $0.put(0b10, at: 0x048, as: UInt32.self) },
        SNPUnacceptable("no signing key", .reportSignatureInvalid) { $0.put(7 << 2, at: 0x048, as: UInt32.self) },
        SNPUnacceptable("an unknown signing key", .reportSignatureInvalid) {
            $0.put(2 << 2, at: 0x048, as: UInt32.self)
        },
        SNPUnacceptable("the other signing key", .vcekChainInvalid) { $0.put(1 << 2, at: 0x048, as: UInt32.self) },
        SNPUnacceptable("the other signing key, of an operator", .vcekChainInvalid, .operated) {
            $0.put(0, at: 0x048, as: UInt32.self)
        },
        SNPUnacceptable("a reserved bit of KEY_INFO", .reportFormatUnsupported) {
            $0.put(1 << 5, at: 0x048, as: UInt32.self)
        },
        SNPUnacceptable("byte 0x4C", .reportFormatUnsupported) { $0.put([1], at: 0x04C) },
        SNPUnacceptable("byte 0x18B", .reportFormatUnsupported) { $0.put([1], at: 0x18B) },
        SNPUnacceptable("byte 0x19F", .reportFormatUnsupported) { $0.put([1], at: 0x19F) },
        SNPUnacceptable("byte 0x1EB", .reportFormatUnsupported) { $0.put([1], at: 0x1EB) },
        SNPUnacceptable("byte 0x1EF", .reportFormatUnsupported) { $0.put([1], at: 0x1EF) },
        SNPUnacceptable("byte 0x208", .reportFormatUnsupported) { $0.put([1], at: 0x208) },
        SNPUnacceptable("byte 0x29F", .reportFormatUnsupported) { $0.put([1], at: 0x29F) },
    ]

    private static let processors = [
        SNPUnacceptable("a processor in version 2", .reportFormatUnsupported, version: 2) {
            $0.put([0x19, 0x11, 0x01], at: 0x188)
        },
        SNPUnacceptable("a mitigation vector in version 4", .reportFormatUnsupported, version: 4) {
            $0.put(1, at: 0x1F8, as: UInt64.self)
        },
        SNPUnacceptable("a current mitigation vector in version 3", .reportFormatUnsupported) {
            $0.put(1, at: 0x200, as: UInt64.self)
        },
        SNPUnacceptable("no processor in version 3", .vcekChainInvalid) { $0.put([0, 0, 0], at: 0x188) },
        SNPUnacceptable("a processor between the lines", .reportFormatUnsupported) {
            $0.put([0x19, 0x20, 0], at: 0x188)
        },
        SNPUnacceptable("a processor after Genoa's", .reportFormatUnsupported) { $0.put([0x19, 0xB0, 0], at: 0x188) },
        SNPUnacceptable("a processor after Turin's", .reportFormatUnsupported, .turin) {
            $0.put([0x1A, 0x12, 0], at: 0x188)
        },
        SNPUnacceptable("a processor of Venice", .reportFormatUnsupported, .turin) {
            $0.put([0x1A, 0x50, 0], at: 0x188)
        },
        SNPUnacceptable("a processor of Milan", .vcekChainInvalid) { $0.put([0x19, 0x01, 1], at: 0x188) },
        SNPUnacceptable("a processor of Turin", .vcekChainInvalid) { $0.put([0x1A, 0x02, 1], at: 0x188) },
        SNPUnacceptable("a chip after Turin's eight bytes", .vcekHardwareIDMismatch, .turin) { $0.put([1], at: 0x1A8) },
        SNPUnacceptable("another chip", .vcekHardwareIDMismatch) { $0.put([0xFF], at: 0x1DF) },
        SNPUnacceptable("another chip of Turin", .vcekHardwareIDMismatch, .turin) { $0.put([0xFF], at: 0x1A7) },
    ]

    private static let versions = [
        SNPUnacceptable("a reserved byte of REPORTED_TCB", .reportFormatUnsupported) { $0.put([1], at: 0x182) },
        SNPUnacceptable("a reserved byte of CURRENT_TCB", .reportFormatUnsupported) { $0.put([1], at: 0x03D) },
        SNPUnacceptable("a reserved byte of COMMITTED_TCB", .reportFormatUnsupported, .turin) {
            $0.put([1], at: 0x1E4)
        },
        SNPUnacceptable("a reserved byte of LAUNCH_TCB", .reportFormatUnsupported, .turin) { $0.put([1], at: 0x1F6) },
        SNPUnacceptable("an older FMC than the key's", .vcekTCBMismatch, .turin) { $0.put([0], at: 0x180) },
        SNPUnacceptable("an older bootloader than the key's", .vcekTCBMismatch) { $0.put([9], at: 0x180) },
        SNPUnacceptable("a newer TEE than the key's", .vcekTCBMismatch) { $0.put([1], at: 0x181) },
        SNPUnacceptable("an older SNP than the key's", .vcekTCBMismatch) { $0.put([26], at: 0x186) },
        SNPUnacceptable("another microcode than the key's", .vcekTCBMismatch) { $0.put([85], at: 0x187) },
        SNPUnacceptable("committed older than reported", .tcbOrderInvalid) { $0.put([83], at: 0x1E7) },
        SNPUnacceptable("current older than committed", .tcbOrderInvalid) { $0.put([83], at: 0x03F) },
        SNPUnacceptable("a current FMC older than committed", .tcbOrderInvalid, .turin) { $0.put([0], at: 0x038) },
        SNPUnacceptable("a build older than committed", .tcbOrderInvalid) { $0.put([28], at: 0x1E8) },
        SNPUnacceptable("a minor version older than committed", .tcbOrderInvalid) { $0.put([99, 54], at: 0x1E8) },
        SNPUnacceptable("a major version older than committed", .tcbOrderInvalid) { $0.put([99, 99, 0], at: 0x1E8) },
    ]
}
