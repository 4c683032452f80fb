import Bytes
import Evidence

/// The registers that a quote claims to cover, unchecked, as a policy names them.
struct InspectedRegisters {
    private let values: [Int: [UInt8]]

    private init(_ values: [Int: [UInt8]]) { self.values = values }

    /// Those of `registers` that are in the quote's selection.
    init(of quote: TPMQuote, _ registers: [[UInt8]]) {
        let quoted = quote.selection.filter(registers.indices.contains)
        values = Dictionary(quoted.map { ($0, registers[$0]) }) { first, _ in first }
    }

    /// Those of `indices` that something was measured into.
    func measured(among indices: some Sequence<Int>) -> InspectedRegisters {
        let indices = Set(indices)
        return Self(values.filter { index, value in indices.contains(index) && value.contains { $0 != 0 } })
    }

    /// Those that say what was started. Beside what a stub measured into 11, zeros count: they say that nothing was added
    /// to the image, no command line (12) and no extension (13).
    var started: InspectedRegisters {
        let measured = measured(among: [4, 7, 8, 9, 11, 12])
        guard measured.values[11] != nil else { return measured }
        return Self(measured.values.merging(values.filter { [12, 13].contains($0.key) }) { first, _ in first })
    }

    /// What a policy demands that names each of them.
    var policy: [Int: Set<[UInt8]>] { values.mapValues { [$0] } }

    /// The key `pcrs`, a line for each of them; nothing where there are none, as no policy names no register.
    var lines: [String] {
        guard !values.isEmpty else { return [] }
        return ["  pcrs:"]
            + values.sorted { $0.key < $1.key }.map { "    \($0.key): [\"\($0.value.hexadecimal)\"]" }
    }
}
