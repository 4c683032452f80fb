/// Which TDX guests whoever verifies accepts: the section `tdx` of a policy. What is `nil` is not demanded; a list lets
/// pass what it holds, so an empty one lets nothing pass.
package struct TDXPolicy: Hashable, Sendable {
    /// What a policy may let pass that is otherwise refused.
    package enum Allowance: String, Hashable, Sendable, CaseIterable {
        /// The host may read and change the guest's memory.
        case debug
        /// The guest may be moved to another machine.
        case migratable
        /// Another guest is bound to this one.
        case serviceTD = "service_td"
    }

    /// Which judgements of Intel's are accepted.
    package enum AcceptedStatus: Hashable, Sendable {
        /// `[any]`: the status is reported and decides nothing. What is revoked is refused all the same.
        case any
        /// Exactly these.
        case only(Set<IntelTCBStatus>)

        /// Reads the names that a policy lists; `nil` for an unknown one, or for `any` beside another.
        package init?(_ names: [String]) {
            if names == ["any"] {
                self = .any
                return
            }
            var statuses: Set<IntelTCBStatus> = []
            for name in names {
                guard let status = IntelTCBStatus(rawValue: name), status != .revoked else { return nil }
                statuses.insert(status)
            }
            self = .only(statuses)
        }
    }

    /// MRTD, 48 bytes each.
    package var mrtd: [[UInt8]]?
    /// RTMR0, 48 bytes each, and the same for the three after it.
    package var rtmr0: [[UInt8]]?
    package var rtmr1: [[UInt8]]?
    package var rtmr2: [[UInt8]]?
    package var rtmr3: [[UInt8]]?
    /// MRSEAM, 48 bytes each.
    package var mrSeam: [[UInt8]]?
    /// MRSIGNERSEAM, 48 bytes.
    package var mrSignerSeam: [UInt8]?
    /// SEAMATTRIBUTES, 8 bytes as stored.
    package var seamAttributes: [UInt8]?
    /// MRCONFIGID, 48 bytes.
    package var mrConfigID: [UInt8]?
    /// MROWNER, 48 bytes.
    package var mrOwner: [UInt8]?
    /// MROWNERCONFIG, 48 bytes.
    package var mrOwnerConfig: [UInt8]?
    /// MRSERVICETD, 48 bytes. Quotes of TDX 1.0 do not state it and do not meet it.
    package var mrServiceTD: [UInt8]?
    /// TDATTRIBUTES, 8 bytes as stored. A value that has reserved bits says that they are accepted.
    package var tdAttributes: [UInt8]?
    /// XFAM, 8 bytes as stored. A value that has reserved bits says that they are accepted.
    package var xfam: [UInt8]?
    /// The lowest TEE_TCB_SVN, 16 bytes, compared one by one.
    package var minTEETCBSVN: [UInt8]?
    /// Kinds of platform, 6 bytes each.
    package var fmspc: [[UInt8]]?
    /// Platforms, 16 bytes each.
    package var platformInstanceID: [[UInt8]]?
    /// Who made the quoting enclave, 16 bytes. Without it, it is Intel as well.
    package var qeVendorID: [UInt8]?
    /// Accepted judgements of the platform's firmware; up to date where it is `nil`.
    package var tcbStatus: AcceptedStatus?
    /// The advisories that may be open, for example `INTEL-SA-00837`.
    package var advisories: Set<String>?
    /// The lowest `tcbEvaluationDataNumber` of the collateral.
    package var minTCBEvaluationDataNumber: Int?
    /// Exactly what may pass; nothing where it is `nil`.
    package var allow: Set<Allowance>?

    /// A policy that demands nothing but what holds without one.
    package init() {}

    /// What the policy lacks to tell one builder from another; `nil` where it says enough.
    package var identityGap: String? {
        for (name, values) in [("mrtd", mrtd), ("rtmr1", rtmr1), ("rtmr2", rtmr2)] {
            guard let values, !values.isEmpty else {
                return "tdx.mrtd, tdx.rtmr1 and tdx.rtmr2 together must say what the builder runs; \(name) is missing"
            }
            guard values.allSatisfy({ $0.contains { $0 != 0 } }) else {
                return "tdx.\(name) accepts zeros, which stand for nothing that was measured"
            }
        }
        return nil
    }
}
