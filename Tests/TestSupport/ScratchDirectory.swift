import Foundation
package import Testing

/// A directory that exists for one test case and is removed after it.
package struct ScratchDirectory: Sendable {
    /// The directory of the running test case; only there under the trait ``Testing/Trait/scratchDirectory``.
    @TaskLocal package static var current = ScratchDirectory(path: "/nonexistent")

    /// The directory's absolute path.
    package let path: String

    /// Makes a new directory.
    package static func make() throws -> ScratchDirectory {
        let template = FileManager.default.temporaryDirectory.appendingPathComponent("assay-test-XXXXXX").path
        var bytes = Array(template.utf8CString)
        guard mkdtemp(&bytes) != nil else { throw CocoaError(.fileWriteUnknown) }
        return ScratchDirectory(path: String(decoding: bytes.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
    }

    /// The path of something inside.
    package func path(_ name: String) -> String { path + "/" + name }

    /// Writes a file, making the folders above it.
    @discardableResult
    package func write(_ contents: String, to name: String) throws -> String {
        let url = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(contents.utf8).write(to: url)
        return url.path
    }

    /// Removes the directory and everything in it.
    package func remove() throws { try FileManager.default.removeItem(atPath: path) }
}

/// Gives each test case its own ``ScratchDirectory``.
package struct ScratchDirectoryTrait: TestTrait, SuiteTrait, TestScoping {
    package var isRecursive: Bool { true }

    package func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing body: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await body() }
        let directory = try ScratchDirectory.make()
        defer { try? directory.remove() }
        try await ScratchDirectory.$current.withValue(directory) { try await body() }
    }
}

extension Trait where Self == ScratchDirectoryTrait {
    /// Gives each test case its own scratch directory.
    package static var scratchDirectory: Self { ScratchDirectoryTrait() }
}
