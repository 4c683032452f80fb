import Bytes

/// Judges the registers of a TPM by the values that a policy names.
struct PCRPolicy {
    /// Registers that last until the machine is started anew. A running system can reset 16 and 23, and 17 to 22 belong
    /// to a second launch that few machines have: none of these says how a machine was started.
    static let boot = 0...15
    /// Registers that a running system can reset.
    static let resettable: Set<Int> = [16, 23]

    /// The values that each register may hold, by index (0 to 23); 32 bytes each.
    let values: [Int: Set<[UInt8]>]

    init(_ values: [Int: Set<[UInt8]>]?) { self.values = values ?? [:] }

    /// Compares the quoted registers; one rule for each register that the policy names.
    func appraise(_ registers: TPMQuotedRegisters, rules: inout RuleLog) {
        for (index, allowed) in values.sorted(by: { $0.key < $1.key }) {
            let expected = allowed.map(\.hexadecimal).sorted().joined(separator: ", ")
            guard let value = registers[index] else {
                rules.fail(.pcrNotQuoted, expected: expected, "the quote does not cover PCR \(index)")
                continue
            }
            rules.judge(
                .pcrMismatch,
                allowed.contains(value),
                expected: expected,
                found: value.hexadecimal,
                pass: "PCR \(index) holds a value that the policy names",
                fail: "PCR \(index) holds no value that the policy names"
            )
        }
    }

    /// Whether a register is pinned at all, so that it must be among the quoted ones.
    func pins(_ index: Int) -> Bool { values[index]?.isEmpty == false }

    /// Whether a register is pinned to values that show that something was measured: a register that nothing extended
    /// is zero.
    func pinsMeasurement(_ index: Int) -> Bool {
        pins(index) && values[index]?.contains { value in value.allSatisfy { $0 == 0 } } == false
    }
}
