import Evidence
import Testing

/// One key of a policy: a machine, a policy that accepts it for that, and one that refuses it for that.
struct SNPPolicyCase: Sendable, CustomTestStringConvertible {
    typealias Fill = @Sendable (inout SNPPolicy) -> Void

    let testDescription: String
    let code: ReasonCode
    let machine: SNPMinted
    let version: UInt32
    let alter: @Sendable (inout SNPReportBytes) -> Void
    let accepting: Fill
    let refusing: Fill

    private init(
        _ what: String,
        _ code: ReasonCode,
        _ machine: SNPMinted = .genoa,
        version: UInt32 = 3,
        alter: @escaping @Sendable (inout SNPReportBytes) -> Void = { _ in },
        accepting: @escaping Fill,
        refusing: @escaping Fill
    ) {
        testDescription = what
        self.code = code
        self.machine = machine
        self.version = version
        self.alter = alter
        self.accepting = accepting
        self.refusing = refusing
    }

    static let all = identity + firmware + platform

    private static func bytes(_ value: UInt8, _ count: Int) -> [UInt8] { [UInt8](repeating: value, count: count) }

    /// A field of a report that a policy names exactly, or as one of a list.
    private static func field(
        _ name: String,
        _ code: ReasonCode,
        at offset: Int,
        _ count: Int,
        _ fill: @escaping @Sendable (inout SNPPolicy, [UInt8]) -> Void
    ) -> SNPPolicyCase {
        SNPPolicyCase(
            name,
            code,
            alter: { $0.put(bytes(0x5A, count), at: offset) },
            accepting: { fill(&$0, bytes(0x5A, count)) },
            refusing: { fill(&$0, bytes(0x5A, count - 1) + [0x5B]) }
        )
    }

    private static let identity = [
        field("measurement", .measurementMismatch, at: 0x090, 48) { $0.measurement = [bytes(9, 48), $1] },
        field("id_key_digest", .idKeyDigestMismatch, at: 0x0E0, 48) { $0.idKeyDigest = [bytes(9, 48), $1] },
        field("author_key_digest", .authorKeyDigestMismatch, at: 0x110, 48) {
            $0.authorKeyDigest = [bytes(9, 48), $1]
        },
        field("family_id", .familyIDMismatch, at: 0x010, 16) { $0.familyID = $1 },
        field("image_id", .imageIDMismatch, at: 0x020, 16) { $0.imageID = $1 },
        field("host_data", .hostDataMismatch, at: 0x0C0, 32) { $0.hostData = $1 },
        SNPPolicyCase(
            "an empty list of measurements",
            .measurementMismatch,
            accepting: { $0.measurement = [bytes(0xA5, 48)] },
            refusing: { $0.measurement = [] }
        ),
        SNPPolicyCase(
            "min_guest_svn",
            .guestSVNOutOfDate,
            alter: { $0.put(65547, at: 0x004, as: UInt32.self) },
            accepting: { $0.minGuestSVN = 65547 },
            refusing: { $0.minGuestSVN = 65548 }
        ),
        SNPPolicyCase(
            "vmpl",
            .vmplMismatch,
            alter: { $0.put(1, at: 0x030, as: UInt32.self) },
            accepting: { $0.vmpl = 1 },
            refusing: { $0.vmpl = 0 }
        ),
        SNPPolicyCase(
            "lines",
            .productLineNotAllowed,
            .turin,
            accepting: { $0.lines = [.genoa, .turin] },
            refusing: { $0.lines = [.genoa, .milan] }
        ),
        SNPPolicyCase(
            "chip_id",
            .chipIDNotAllowed,
            accepting: { $0.chipID = [bytes(9, 64), SNPMinted.genoa.hardwareID] },
            refusing: { $0.chipID = [bytes(9, 64), Array(SNPMinted.genoa.hardwareID.dropLast())] }
        ),
        SNPPolicyCase(
            "chip_id of Turin",
            .chipIDNotAllowed,
            .turin,
            accepting: { $0.chipID = [SNPMinted.turin.hardwareID] },
            refusing: { $0.chipID = [bytes(9, 8)] }
        ),
        SNPPolicyCase(
            "chip_id of Turin, padded",
            .chipIDNotAllowed,
            .turin,
            accepting: { $0.chipID = [SNPMinted.turin.hardwareID + bytes(0, 56)] },
            refusing: { $0.chipID = [bytes(0, 56) + SNPMinted.turin.hardwareID] }
        ),
        SNPPolicyCase(
            "csp_id",
            .cloudServiceProviderNotAllowed,
            .operated,
            accepting: { $0.cspID = ["CN=other.example", "CN=cc.example"] },
            refusing: { $0.cspID = ["CN=cc.example.org", "cc.example"] }
        ),
    ]

    /// The versions of the minted machine, one part of them one newer where asked.
    private static func minimum(of machine: SNPMinted, newer part: WritableKeyPath<TCBMinimum, UInt8?>? = nil)
        -> TCBMinimum
    {
        let tcb = machine.tcb
        var minimum = TCBMinimum(
            bootloader: tcb.bootloader,
            tee: tcb.tee,
            snp: tcb.snp,
            microcode: tcb.microcode,
            fmc: tcb.fmc
        )
        if let part { minimum[keyPath: part] = minimum[keyPath: part].map { $0 + 1 } }
        return minimum
    }

    private static let firmware =
        [
            tcb("bootloader") { minimum(of: $0, newer: $1 ? \.bootloader : nil) },
            tcb("tee") { minimum(of: $0, newer: $1 ? \.tee : nil) },
            tcb("snp") { minimum(of: $0, newer: $1 ? \.snp : nil) },
            tcb("microcode") { minimum(of: $0, newer: $1 ? \.microcode : nil) },
            tcb("fmc", .turin) { minimum(of: $0, newer: $1 ? \.fmc : nil) },
        ] + [
            SNPPolicyCase(
                "a minimum for another line only",
                .tcbOutOfDate,
                accepting: { $0.minTCB = [.genoa: TCBMinimum(), .turin: TCBMinimum(fmc: 9)] },
                refusing: { $0.minTCB = [.turin: TCBMinimum()] }
            ),
            SNPPolicyCase(
                "the firmware of the launch",
                .launchTCBOutOfDate,
                alter: { $0.put([83], at: 0x1F7) },
                accepting: { $0.minTCB = [.genoa: TCBMinimum(microcode: 83)] },
                refusing: { $0.minTCB = [.genoa: TCBMinimum(microcode: 84)] }
            ),
        ]

    /// A policy with the machine's own versions, and one that demands more. Both versions of a report are the same, so
    /// that what started the guest is lowered out of the way.
    private static func tcb(
        _ name: String,
        _ machine: SNPMinted = .genoa,
        _ minimum: @escaping @Sendable (SNPMinted, _ isNewer: Bool) -> TCBMinimum
    ) -> SNPPolicyCase {
        let newest: [UInt8] =
            machine.line == .turin ? [255, 255, 255, 255, 0, 0, 0, 255] : [255, 255, 0, 0, 0, 0, 255, 255]
        return SNPPolicyCase(
            "min_tcb, \(name)",
            .tcbOutOfDate,
            machine,
            alter: { $0.put(newest, at: 0x1F0) },
            accepting: { $0.minTCB = [machine.line: minimum(machine, false)] },
            refusing: { $0.minTCB = [machine.line: minimum(machine, true)] }
        )
    }

    private static let platform = [
        SNPPolicyCase(
            "mitigation_vector",
            .mitigationMissing,
            version: 5,
            alter: mitigations(0x0B, 0x0B),
            accepting: { $0.mitigationVector = 0x09 },
            refusing: { $0.mitigationVector = 0x04 }
        ),
        SNPPolicyCase(
            "mitigation_vector, at launch",
            .mitigationMissing,
            version: 5,
            alter: mitigations(0x01, 0x03),
            accepting: { $0.mitigationVector = 0x01 },
            refusing: { $0.mitigationVector = 0x02 }
        ),
        SNPPolicyCase(
            "mitigation_vector, now",
            .mitigationMissing,
            version: 5,
            alter: mitigations(0x03, 0x01),
            accepting: { $0.mitigationVector = 0x01 },
            refusing: { $0.mitigationVector = 0x02 }
        ),
        SNPPolicyCase(
            "alias_check",
            .aliasCheckIncomplete,
            alter: { $0.put(0, at: 0x040, as: UInt64.self) },
            accepting: { _ in },
            refusing: { $0.require = [.aliasCheck] }
        ),
        SNPPolicyCase(
            "smt of the guest",
            .smtEnabled,
            alter: { $0.put(0x30000, at: 0x008, as: UInt64.self) },
            accepting: { $0.allow = [.smt] },
            refusing: { $0.allow = [] }
        ),
        SNPPolicyCase(
            "smt of the machine",
            .smtEnabled,
            alter: { $0.put(1 << 5 | 1, at: 0x040, as: UInt64.self) },
            accepting: { $0.allow = [.smt] },
            refusing: { $0.allow = [.provisionalFirmware] }
        ),
    ]

    private static func mitigations(
        _ launch: UInt64,
        _ current: UInt64
    ) -> @Sendable (inout SNPReportBytes) -> Void {
        {
            $0.put(launch, at: 0x1F8, as: UInt64.self)
            $0.put(current, at: 0x200, as: UInt64.self)
        }
    }
}
