import Evidence
import StrictJSON
import TestSupport

/// Files of `../shared/vectors`.
enum Vector {
    static var areThere: Bool { SharedFolder.vectors.isPresent }

    static func bytes(_ path: String) throws -> [UInt8] { try SharedFolder.vectors.bytes(path) }

    static func report(_ name: String) throws -> SNPReport {
        try SNPReport(parsing: bytes("snp/\(name)/report.bin"))
    }
}
