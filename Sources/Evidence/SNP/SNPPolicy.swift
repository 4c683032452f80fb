/// Which SNP guests whoever verifies accepts: the section `snp` of a policy. What is `nil` is not demanded.
package struct SNPPolicy: Hashable, Sendable {
    /// What a policy may let pass that is otherwise refused or reported.
    package enum Allowance: String, Hashable, Sendable, CaseIterable {
        /// The host may read and change the guest's memory.
        case debug
        /// Two threads share a core.
        case smt
        /// A migration agent may move the guest.
        case migrationAgent = "migration_agent"
        /// The host hides CHIP_ID.
        case maskedChipID = "masked_chip_id"
        /// The firmware that runs is not committed.
        case provisionalFirmware = "provisional_firmware"
    }

    /// What a policy may demand on top.
    package enum Requirement: String, Hashable, Sendable, CaseIterable {
        /// PLATFORM_INFO says that no two addresses lead to the same memory.
        case aliasCheck = "alias_check"
        /// A revocation list was judged.
        case revocationList = "crl"
    }

    /// The product lines that may attest.
    package var lines: Set<SNPProductLine>?
    /// Launch digests, 48 bytes each.
    package var measurement: [[UInt8]]?
    /// SHA-384 of keys that sign ID blocks, 48 bytes each. Zeros name no key, and nothing matches them.
    package var idKeyDigest: [[UInt8]]?
    /// SHA-384 of keys that vouch for the former, 48 bytes each. Zeros name no key, and nothing matches them.
    package var authorKeyDigest: [[UInt8]]?
    /// The oldest GUEST_SVN of an ID block. 0 demands nothing.
    package var minGuestSVN: UInt32?
    /// FAMILY_ID, 16 bytes.
    package var familyID: [UInt8]?
    /// IMAGE_ID, 16 bytes.
    package var imageID: [UInt8]?
    /// HOST_DATA, 32 bytes.
    package var hostData: [UInt8]?
    /// The oldest firmware by product line, for what is reported and for what started the guest. A line that is not
    /// named meets no minimum.
    package var minTCB: [SNPProductLine: TCBMinimum]?
    /// Bits that must be set in both mitigation vectors: that of the launch and the current one.
    package var mitigationVector: UInt64?
    /// The privilege level that must have asked for the report.
    package var vmpl: UInt32?
    /// Chips, 64 bytes each, or 8 for Turin's short identities.
    package var chipID: [[UInt8]]?
    /// Operators, as a VLEK names them. A VCEK names none.
    package var cspID: [String]?
    /// What is demanded on top.
    package var require: Set<Requirement>?
    /// Exactly what may pass. Where it is `nil`, ``Allowance/smt`` and ``Allowance/provisionalFirmware`` pass and are
    /// reported: most genuine machines have them.
    package var allow: Set<Allowance>?

    /// A policy that demands nothing but what holds without one.
    package init() {}

    /// What the policy lacks to tell one builder from another; `nil` where it says enough.
    package var identityGap: String? {
        if Self.namesSomething(measurement) { return nil }
        guard Self.namesSomething(idKeyDigest) else {
            return "snp.measurement, or snp.id_key_digest with snp.min_guest_svn, must say what the builder runs"
        }
        guard Self.excludesReleases(minGuestSVN) else {
            return "snp.id_key_digest needs snp.min_guest_svn above 0 beside it: the key signs old releases too"
        }
        return nil
    }

    /// Whether a list names a digest: zeros stand for none.
    static func namesSomething(_ digests: [[UInt8]]?) -> Bool {
        digests?.contains { $0.contains { $0 != 0 } } ?? false
    }

    /// Whether a lowest GUEST_SVN keeps any release out: every guest has at least 0.
    static func excludesReleases(_ minGuestSVN: UInt32?) -> Bool { minGuestSVN ?? 0 > 0 }
}
