/// Which question a rule belongs to; each has an answer of its own.
package enum RuleAspect: String, Hashable, Sendable, CaseIterable {
    /// Is this genuine evidence of such a machine?
    case authenticity
    /// Does it commit to what it is presented with?
    case binding
    /// How does the vendor judge the machine's firmware?
    case tcb
    /// Is it a machine that whoever verifies accepts?
    case policy
}
