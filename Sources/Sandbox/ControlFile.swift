import Glibc
import Processes

/// Reads and writes the small files of control groups.
enum ControlFile {
    static func read(_ path: String) -> String? {
        guard let file = try? Descriptor.open(path, flags: O_RDONLY), let bytes = try? file.read(65536) else {
            return nil
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes in one call, as these files demand; false when refused.
    static func write(_ text: String, to path: String) -> Bool {
        guard let file = try? Descriptor.open(path, flags: O_WRONLY) else { return false }
        let bytes = Array(text.utf8)
        return Glibc.write(file.number, bytes, bytes.count) == bytes.count
    }

    /// The number after a word in a file of `word number` lines.
    static func value(_ key: String, in path: String) -> Int? {
        for line in read(path)?.split(separator: "\n") ?? [] {
            let words = line.split(separator: " ")
            if words.count == 2, words[0] == key { return Int(words[1]) }
        }
        return nil
    }

    static func number(_ path: String) -> Int? {
        read(path).flatMap { Int($0.split(whereSeparator: \.isWhitespace).first ?? "") }
    }
}
