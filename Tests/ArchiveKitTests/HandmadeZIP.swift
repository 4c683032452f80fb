import Bytes

/// A ZIP put together record by record, so that it can lie.
struct HandmadeZIP {
    struct Member {
        var name: [UInt8]
        var contents: [UInt8] = Array("x".utf8)
        /// The Unix mode in the list of members.
        var mode: UInt32 = 0o100644
        var flags: UInt16 = 0
        /// The size that both records claim, where it is not the contents' own.
        var claimedSize: UInt32?
        /// The member whose local record this one shares.
        var sharesRecordOf: Int?
        var extra: [UInt8] = []

        init(_ name: String, _ contents: String = "x", mode: UInt32 = 0o100644) {
            self.name = Array(name.utf8)
            self.contents = Array(contents.utf8)
            self.mode = mode
        }
    }

    var members: [Member]

    var bytes: [UInt8] {
        var file: [UInt8] = []
        var list: [UInt8] = []
        var offsets: [UInt32] = []
        for member in members {
            let offset = member.sharesRecordOf.map { offsets[$0] } ?? UInt32(file.count)
            offsets.append(offset)
            let common = Self.common(member)
            if member.sharesRecordOf == nil {
                file += Self.littleEndian(0x0403_4B50) + common + Self.short(member.extra.count)
                file += member.name + member.extra + member.contents
            }
            list += Self.littleEndian(0x0201_4B50) + Self.short(0x0314) + common + Self.short(member.extra.count)
            list += Self.short(0) + Self.short(0) + Self.short(0)
            list += Self.littleEndian(member.mode << 16) + Self.littleEndian(offset) + member.name + member.extra
        }
        let end =
            Self.littleEndian(0x0605_4B50) + Self.short(0) + Self.short(0) + Self.short(members.count)
            + Self.short(members.count) + Self.littleEndian(UInt32(list.count))
            + Self.littleEndian(UInt32(file.count)) + Self.short(0)
        return file + list + end
    }

    private static func common(_ member: Member) -> [UInt8] {
        let size = member.claimedSize ?? UInt32(member.contents.count)
        return short(20) + short(Int(member.flags)) + short(0) + short(0) + short(0x21)
            + littleEndian(crc32(member.contents)) + littleEndian(size) + littleEndian(size)
            + short(member.name.count)
    }

    private static func short(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)] }

    private static func littleEndian(_ value: UInt32) -> [UInt8] {
        [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value >> 16 & 0xFF), UInt8(value >> 24)]
    }

    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = .max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}
