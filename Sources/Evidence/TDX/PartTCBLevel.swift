import StrictJSON

/// A level of one part: the TDX module or the quoting enclave.
struct PartTCBLevel: Hashable, Sendable {
    /// The lowest security version of this level.
    let securityVersion: Int
    let judgement: TCBJudgement

    init(_ reader: StatementReader) throws(JSONError) {
        securityVersion = try reader.reader("tcb").integer("isvsvn", limit: 0xFFFF)
        judgement = try TCBJudgement(reader)
    }

    /// The levels of a part, highest first; two of the same version are an error.
    static func levels(_ reader: StatementReader) throws(JSONError) -> [PartTCBLevel] {
        var levels: [PartTCBLevel] = []
        for level in try reader.readers("tcbLevels") { levels.append(try PartTCBLevel(level)) }
        guard Set(levels.map(\.securityVersion)).count == levels.count else {
            throw JSONError(.wrongType, "tcbLevels: a level stands twice")
        }
        return levels.sorted { $0.securityVersion > $1.securityVersion }
    }

    /// What is said of a version; `nil` below the lowest level.
    static func judgement(of version: Int, among levels: [PartTCBLevel]) -> TCBJudgement? {
        levels.first { $0.securityVersion <= version }?.judgement
    }
}
