/// A tar archive put together header by header.
struct HandmadeTar {
    struct Member {
        let name: String
        var type: Character = "0"
        var contents: [UInt8] = []
        var target = ""
        var claimedSize: Int?

        init(_ name: String, type: Character = "0", contents: String = "", target: String = "") {
            self.name = name
            self.type = type
            self.contents = Array(contents.utf8)
            self.target = target
        }
    }

    var members: [Member]

    var bytes: [UInt8] {
        members.flatMap(Self.record) + [UInt8](repeating: 0, count: 1024)
    }

    private static func record(_ member: Member) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            header.replaceSubrange(offset..<(offset + text.utf8.count), with: text.utf8)
        }
        func octal(_ value: Int, width: Int) -> String {
            let digits = String(value, radix: 8)
            return String(repeating: "0", count: width - digits.count) + digits
        }
        put(member.name, at: 0)
        put("0000644", at: 100)
        put("0000000", at: 108)
        put("0000000", at: 116)
        put(octal(member.claimedSize ?? member.contents.count, width: 11), at: 124)
        put("00000000000", at: 136)
        put("        ", at: 148)
        put(String(member.type), at: 156)
        put(member.target, at: 157)
        put("ustar\u{0}00", at: 257)
        put(octal(header.reduce(0) { $0 + Int($1) }, width: 6) + "\u{0}", at: 148)
        let padding = (512 - member.contents.count % 512) % 512
        return header + member.contents + [UInt8](repeating: 0, count: padding)
    }
}
