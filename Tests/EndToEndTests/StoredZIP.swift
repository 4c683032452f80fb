/// A ZIP whose members are stored as they are, whatever they are called.
struct StoredZIP {
    /// A member: its path, contents and Unix mode.
    struct Member: Sendable {
        let name: String
        let contents: String
        let mode: UInt32

        init(_ name: String, _ contents: String, mode: UInt32 = 0o100644) {
            (self.name, self.contents, self.mode) = (name, contents, mode)
        }
    }

    let members: [Member]

    /// The archive.
    var bytes: [UInt8] {
        var file: [UInt8] = []
        var list: [UInt8] = []
        for member in members {
            let contents = Array(member.contents.utf8)
            let size = Self.number(contents.count, 4)
            let common =
                Self.number(20, 2) + Self.number(0x800, 2) + Self.number(0, 2) + Self.number(0, 2)
                + Self.number(0x21, 2) + Self.number(Int(Self.crc32(contents)), 4) + size + size
                + Self.number(member.name.utf8.count, 2) + Self.number(0, 2)
            list += Self.number(0x0201_4B50, 4) + Self.number(0x0314, 2) + common + Self.number(0, 6)
            list += Self.number(Int(member.mode) << 16, 4) + Self.number(file.count, 4) + Array(member.name.utf8)
            file += Self.number(0x0403_4B50, 4) + common + Array(member.name.utf8) + contents
        }
        let counts = Self.number(members.count, 2) + Self.number(members.count, 2)
        return file + list + Self.number(0x0605_4B50, 4) + Self.number(0, 4) + counts + Self.number(list.count, 4)
            + Self.number(file.count, 4) + Self.number(0, 2)
    }

    private static func number(_ value: Int, _ bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = .max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}
