import TestSupport

/// Builds that Kettle made, kept beside the package; tests that need them are skipped where they are absent.
enum KettleVectors {
    static var arePresent: Bool { SharedFolder.vectors.contains("kettle/ripgrep/provenance.json") }

    static func bytes(_ path: String) throws -> [UInt8] { try SharedFolder.vectors.bytes("kettle/\(path)") }
}
