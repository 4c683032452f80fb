import StrictJSON

/// A level of the platform.
struct PlatformTCBLevel: Hashable, Sendable {
    /// The lowest versions of the processor's 16 components.
    let sgxComponents: [UInt8]
    /// The lowest version of the provisioning certification enclave.
    let pceSVN: Int
    /// The lowest versions in TEE_TCB_SVN.
    let tdxComponents: [UInt8]
    let judgement: TCBJudgement

    init(_ reader: StatementReader) throws(JSONError) {
        let tcb = try reader.reader("tcb")
        sgxComponents = try tcb.components("sgxtcbcomponents")
        pceSVN = try tcb.integer("pcesvn", limit: 0xFFFF)
        tdxComponents = try tcb.components("tdxtcbcomponents")
        judgement = try TCBJudgement(reader)
    }

    /// The levels in the order in which Intel's verification library tries them, highest first; two of the same
    /// versions are an error.
    static func levels(_ reader: StatementReader) throws(JSONError) -> [PlatformTCBLevel] {
        var levels: [PlatformTCBLevel] = []
        for level in try reader.readers("tcbLevels") { levels.append(try PlatformTCBLevel(level)) }
        levels.sort { $0.isAbove($1) }
        guard zip(levels, levels.dropFirst()).allSatisfy({ $0.isAbove($1) }) else {
            throw JSONError(.wrongType, "tcbLevels: a level stands twice")
        }
        return levels
    }

    private func isAbove(_ other: PlatformTCBLevel) -> Bool {
        if sgxComponents != other.sgxComponents {
            return other.sgxComponents.lexicographicallyPrecedes(sgxComponents)
        }
        if pceSVN != other.pceSVN { return pceSVN > other.pceSVN }
        return other.tdxComponents.lexicographicallyPrecedes(tdxComponents)
    }

    /// Whether no version is below this level. Where the TDX module has an identity of its own, the two components
    /// that are about the module are judged there.
    func isReached(by platform: PCKIdentity, teeTCBSVN: [UInt8]) -> Bool {
        let skipped = teeTCBSVN[1] > 0 ? 2 : 0
        return zip(platform.components, sgxComponents).allSatisfy { $0 >= $1 } && platform.pceSVN >= pceSVN
            && zip(teeTCBSVN, tdxComponents).dropFirst(skipped).allSatisfy { $0 >= $1 }
    }
}
