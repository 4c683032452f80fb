package import Foundation

/// Real inputs that are kept beside the package and not in it; tests that need them are skipped where they are absent.
package struct SharedFolder: Sendable {
    /// Evidence of real machines.
    package static let vectors = SharedFolder("vectors")
    /// Deliveries that real forges made.
    package static let webhooks = SharedFolder("webhooks")

    /// Where the folder is.
    package let url: URL

    private init(_ name: String) {
        let package = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        url = package.deletingLastPathComponent().appendingPathComponent("shared/\(name)")
    }

    /// Whether the folder is there.
    package var isPresent: Bool { FileManager.default.fileExists(atPath: url.path) }

    /// Whether there is something at a path in the folder.
    package func contains(_ file: String) -> Bool { FileManager.default.fileExists(atPath: url.path + "/" + file) }

    /// The contents of a file in the folder.
    package func bytes(_ file: String) throws -> [UInt8] {
        Array(try Data(contentsOf: url.appendingPathComponent(file)))
    }
}
