import Evidence
import Foundation
import StrictJSON

/// Files of `../shared/vectors`.
enum Vector {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/vectors")
    static var areThere: Bool { FileManager.default.fileExists(atPath: root.path) }

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: root.appendingPathComponent(path)))
    }

    static func report(_ name: String) throws -> SNPReport {
        try SNPReport(parsing: bytes("snp/\(name)/report.bin"))
    }
}
