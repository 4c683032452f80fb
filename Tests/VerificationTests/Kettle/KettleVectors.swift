import struct Foundation.Data
import struct Foundation.URL

/// Builds that Kettle made, kept beside the package; tests that need them are skipped where they are absent.
enum KettleVectors {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/vectors/kettle")

    static var arePresent: Bool { (try? bytes("ripgrep/provenance.json")) != nil }

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: root.appendingPathComponent(path)))
    }
}
