/// Numbers with units as configuration files write them.
enum Units {
    private static let durations: [(unit: String, seconds: Int)] = [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)]
    private static let sizes: [String: Int] = [
        "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40,
        "kB": 1000, "MB": 1_000_000, "GB": 1_000_000_000, "TB": 1_000_000_000_000,
    ]

    /// A positive length of time: numbers with `d`, `h`, `m` or `s`, each unit once and the largest first.
    static func duration(_ text: String) -> Duration? {
        var rest = text[...]
        var seconds = 0
        for (unit, factor) in durations {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty, rest.dropFirst(digits.count).hasPrefix(unit) else { continue }
            guard let number = Int(digits), number <= 1_000_000 else { return nil }
            seconds += number * factor
            rest = rest.dropFirst(digits.count + unit.count)
        }
        return rest.isEmpty && seconds > 0 ? .seconds(seconds) : nil
    }

    /// A positive number of bytes: a whole number with a unit.
    static func size(_ text: String) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits), number > 0, let factor = sizes[String(text.dropFirst(digits.count))] else {
            return nil
        }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : bytes
    }
}
