import struct FoundationEssentials.Date

/// Times as Intel's statements have them: `2026-03-16T22:06:09Z`, always whole seconds in UTC.
///
/// A statement has dozens of them, and general formats cost more than all the signatures around it.
enum StatementTime {
    /// Reads a time; `nil` for any other text, also for one that no clock shows.
    static func date(_ text: String) -> Date? {
        let bytes = Array(text.utf8)
        let shape = Array("dddd-dd-ddTdd:dd:ddZ".utf8)
        guard bytes.count == shape.count else { return nil }
        for (byte, wanted) in zip(bytes, shape) {
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            guard wanted == UInt8(ascii: "d") ? isDigit : byte == wanted else { return nil }
        }
        func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } }
        let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
        let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
        guard (1...12).contains(month), (1...length(of: month, in: year)).contains(day), hour < 24, minute < 60,
            second < 60
        else { return nil }
        let days = days(before: year, month) + day - 1
        return Date(timeIntervalSince1970: Double(((days * 24 + hour) * 60 + minute) * 60 + second))
    }

    /// Writes a time in the same way, fractions of a second cut off; years outside 0 to 9999 are not in any statement.
    static func text(_ date: Date) -> String {
        let seconds = Int(max(-62_167_219_200, min(253_402_300_799, date.timeIntervalSince1970.rounded(.down))))
        let days = (seconds + 62_167_219_200) / 86_400
        let (hour, minute, second) = (seconds.modulo(86_400) / 3600, seconds.modulo(3600) / 60, seconds.modulo(60))
        var (year, month) = (days / 366, 12)
        while self.days(before: year + 1, 1) <= days - 719_528 { year += 1 }
        while self.days(before: year, month) > days - 719_528 { month -= 1 }
        let day = days - 719_528 - self.days(before: year, month) + 1
        func digits(_ value: Int, _ count: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
        }
        return digits(year, 4) + "-" + digits(month, 2) + "-" + digits(day, 2) + "T" + digits(hour, 2) + ":"
            + digits(minute, 2) + ":" + digits(second, 2) + "Z"
    }

    private static func length(of month: Int, in year: Int) -> Int {
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// The days from 1970 to the first of a month; years begin in March here, so that a leap day is their last.
    private static func days(before year: Int, _ month: Int) -> Int {
        let year = month < 3 ? year + 399 : year + 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468 - 146_097
    }
}

extension Int {
    /// The remainder that is not negative.
    fileprivate func modulo(_ divisor: Int) -> Int { (self % divisor + divisor) % divisor }
}
