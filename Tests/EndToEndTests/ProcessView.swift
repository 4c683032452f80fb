import Foundation

/// A process as `/proc` shows it to root.
struct ProcessView: Sendable {
    /// The most of one mapping that is searched at a time, in bytes.
    private static let window = 4 << 20

    let pid: Int32

    /// Every process there is.
    static func all() throws -> [ProcessView] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }.map(ProcessView.init)
    }

    /// A file of the process; empty where the process is gone.
    func file(_ name: String) throws -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: "/proc/\(pid)/\(name)") else { return [] }
        return Array(try handle.readToEnd() ?? Data())
    }

    /// The words that it was started with.
    func arguments() throws -> [String] {
        try file("cmdline").split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The process that started it.
    func parent() throws -> Int32? {
        let lines = String(decoding: try file("status"), as: UTF8.self).split(separator: "\n")
        return lines.first { $0.hasPrefix("PPid:") }.flatMap { Int32($0.split(separator: "\t").last ?? "") }
    }

    /// It and all that it started.
    func family() throws -> [ProcessView] {
        try [self] + Self.all().filter { try $0.parent() == pid }.flatMap { try $0.family() }
    }

    /// Where its descriptors lead.
    func descriptors() throws -> [String] {
        let folder = "/proc/\(pid)/fd"
        return try FileManager.default.contentsOfDirectory(atPath: folder).map {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) ?? ""
        }
    }

    /// Whether one of `needles` is in memory that it can write.
    func memoryContains(_ needles: [[UInt8]]) throws -> Bool {
        let longest = needles.map(\.count).max() ?? 0
        guard let memory = FileHandle(forReadingAtPath: "/proc/\(pid)/mem") else {
            throw CocoaError(.fileReadNoPermission)
        }
        for line in String(decoding: try file("maps"), as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: " ")
            let bounds = fields[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
            guard fields[1].hasPrefix("rw"), bounds.count == 2 else { continue }
            var from = bounds[0]
            while from < bounds[1] {
                let size = min(UInt64(Self.window), bounds[1] - from)
                try memory.seek(toOffset: from)
                guard let piece = try? memory.read(upToCount: Int(size)), !piece.isEmpty else { break }
                if needles.contains(where: { piece.range(of: Data($0)) != nil }) { return true }
                if from + size == bounds[1] { break }
                from += size - UInt64(longest)
            }
        }
        return false
    }
}

extension [UInt8] {
    /// Whether other bytes are among these.
    func contains(_ needle: [UInt8]) -> Bool { Data(self).range(of: Data(needle)) != nil }
}
