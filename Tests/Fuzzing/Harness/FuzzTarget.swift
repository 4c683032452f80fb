/// A parser, and what must hold whenever it accepts something.
struct FuzzTarget: Sendable {
    let name: String
    /// The largest input in bytes that is worth trying: a little more than the parser takes, where that is small.
    let sizeLimit: Int
    /// Gives an input to the parser; ends the process where something does not hold that must.
    let run: @Sendable ([UInt8]) -> Void

    static let all: [FuzzTarget] = snp + tdx + tpm + azure + nitro + certificates + evidence + files

    /// Ends the process, also in an optimised build, unless `holds`.
    static func demand(_ holds: Bool, _ what: @autoclosure () -> String) {
        guard holds else { fatalError("not so: \(what())") }
    }
}

extension FixedWidthInteger {
    /// The bytes, least significant first.
    var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }
    /// The bytes, most significant first.
    var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}
