import Builds
import Bytes
import Evidence

/// The sections of a policy file that say which machines are accepted, one a platform.
extension AppraisalPolicy {
    /// Reads the sections that are there.
    init(_ reader: inout SettingsReader) {
        self.init()
        platforms = reader.some("platforms", expected: "platforms: \(Self.platformNames)") { node in
            SettingsReader.text(node).flatMap { Platform(rawValue: $0) }
        }.map { Set($0) }
        snp = Self.section("snp", &reader) { SNPPolicy(&$0) }
        tdx = Self.section("tdx", &reader) { TDXPolicy(&$0) }
        azure = Self.section("azure", &reader) { AzurePolicy(&$0) }
        tpm = Self.section("tpm", &reader) { TPMPolicy(&$0) }
        nitro = Self.section("nitro", &reader) { NitroPolicy(&$0) }
    }

    private static var platformNames: String { Platform.allCases.map(\.rawValue).joined(separator: ", ") }

    private static func section<Section>(
        _ key: String,
        _ reader: inout SettingsReader,
        _ read: (inout SettingsReader) -> Section
    ) -> Section? {
        guard var section = reader.optionalSection(key) else { return nil }
        defer { section.finish() }
        return read(&section)
    }
}

extension SNPPolicy {
    /// Reads the section `snp`.
    init(_ reader: inout SettingsReader) {
        self.init()
        lines = reader.some("lines", expected: "product lines: \(Self.lineNames)") { node in
            SettingsReader.text(node).flatMap { Self.line($0) }
        }.map { Set($0) }
        measurement = reader.someBytes("measurement", size: 48)
        idKeyDigest = reader.someBytes("id_key_digest", size: 48)
        authorKeyDigest = reader.someBytes("author_key_digest", size: 48)
        minGuestSVN = reader.unsigned("min_guest_svn", UInt32.self)
        familyID = reader.bytes("family_id", size: 16)
        imageID = reader.bytes("image_id", size: 16)
        hostData = reader.bytes("host_data", size: 32)
        minTCB = Self.minimumTCB(&reader)
        mitigationVector = reader.unsigned("mitigation_vector", UInt64.self)
        vmpl = reader.integer("vmpl", in: 0...3).map { UInt32($0) }
        chipID = reader.some("chip_id", expected: "64 bytes in hexadecimal, or 8 on Turin") { node in
            SettingsReader.text(node).flatMap { [UInt8](hexadecimal: $0.lowercased()) }
                .flatMap { $0.count == 64 || $0.count == 8 ? $0 : nil }
        }
        cspID = reader.some("csp_id", expected: "operators") { SettingsReader.text($0) }
        require = reader.words("require", of: Requirement.self)
        allow = reader.words("allow", of: Allowance.self)
    }

    private static func minimumTCB(_ reader: inout SettingsReader) -> [SNPProductLine: TCBMinimum]? {
        guard var lines = reader.optionalSection("min_tcb") else { return nil }
        var minimum: [SNPProductLine: TCBMinimum] = [:]
        for line in hardwareLines {
            guard var parts = lines.optionalSection(line.rawValue) else { continue }
            minimum[line] = TCBMinimum(
                bootloader: parts.unsigned("bootloader", UInt8.self),
                tee: parts.unsigned("tee", UInt8.self),
                snp: parts.unsigned("snp", UInt8.self),
                microcode: parts.unsigned("microcode", UInt8.self),
                fmc: parts.unsigned("fmc", UInt8.self)
            )
            parts.finish()
        }
        lines.finish()
        return minimum
    }

    /// The lines of hardware; the stand-in has none.
    private static var hardwareLines: [SNPProductLine] { SNPProductLine.allCases.filter { $0 != .simulated } }

    private static func line(_ name: String) -> SNPProductLine? { hardwareLines.first { $0.rawValue == name } }

    private static var lineNames: String { hardwareLines.map(\.rawValue).joined(separator: ", ") }
}

extension NitroPolicy {
    /// Reads the section `nitro`.
    init(_ reader: inout SettingsReader) {
        self.init()
        pcrs = reader.registers("pcrs", in: 0...31, sizes: [32, 48, 64]) ?? [:]
        allow = reader.words("allow", of: NitroAllowance.self)
    }
}

extension TPMPolicy {
    /// Reads the section `tpm`.
    init(_ reader: inout SettingsReader) {
        self.init()
        ak = reader.someBytes("ak", size: 34).map { Set($0) }
        pcrs = reader.registers("pcrs", in: 0...23, sizes: [32])
    }
}

extension AzurePolicy {
    /// Reads the section `azure`.
    init(_ reader: inout SettingsReader) {
        self.init()
        measurement = reader.someBytes("measurement", size: 48)
        idKeyDigest = reader.someBytes("id_key_digest", size: 48)
        pcrs = reader.registers("pcrs", in: 0...23, sizes: [32])
        secureBoot = reader.bool("secure_boot")
        consoleEnabled = reader.bool("console_enabled")
    }
}

extension TDXPolicy {
    /// Reads the section `tdx`.
    init(_ reader: inout SettingsReader) {
        self.init()
        mrtd = reader.someBytes("mrtd", size: 48)
        rtmr0 = reader.someBytes("rtmr0", size: 48)
        rtmr1 = reader.someBytes("rtmr1", size: 48)
        rtmr2 = reader.someBytes("rtmr2", size: 48)
        rtmr3 = reader.someBytes("rtmr3", size: 48)
        mrSeam = reader.someBytes("mr_seam", size: 48)
        mrSignerSeam = reader.bytes("mr_signer_seam", size: 48)
        seamAttributes = reader.bytes("seam_attributes", size: 8)
        mrConfigID = reader.bytes("mr_config_id", size: 48)
        mrOwner = reader.bytes("mr_owner", size: 48)
        mrOwnerConfig = reader.bytes("mr_owner_config", size: 48)
        mrServiceTD = reader.bytes("mr_service_td", size: 48)
        tdAttributes = reader.bytes("td_attributes", size: 8)
        xfam = reader.bytes("xfam", size: 8)
        minTEETCBSVN = reader.bytes("min_tee_tcb_svn", size: 16)
        fmspc = reader.someBytes("fmspc", size: 6)
        platformInstanceID = reader.someBytes("platform_instance_id", size: 16)
        qeVendorID = reader.bytes("qe_vendor_id", size: 16)
        tcbStatus = reader.value("tcb_status", expected: "a list of TCB statuses, or [any]") { node in
            let elements: [YAMLNode] = if case .sequence(let elements) = node.content { elements } else { [node] }
            let names = elements.compactMap { SettingsReader.text($0) }
            return names.isEmpty || names.count != elements.count ? nil : AcceptedStatus(names)
        }
        advisories = reader.values("advisories", expected: "advisories") { SettingsReader.text($0) }.map { Set($0) }
        minTCBEvaluationDataNumber = reader.integer("min_tcb_evaluation_data_number", in: 0...1_000_000)
        allow = reader.words("allow", of: Allowance.self)
    }
}
