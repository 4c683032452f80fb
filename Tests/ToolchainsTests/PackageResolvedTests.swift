import Testing
import Toolchains

@Suite struct PackageResolvedTests {
    private static let commit = String(repeating: "cd", count: 20)

    private func read(_ text: String) throws -> [ResolvedDependency] {
        try ResolvedDependency.swiftPM(Array(text.utf8))
    }

    @Test(arguments: [
        #"{"pins":[{"identity":"log","location":"https://github.com/apple/swift-log.git","state":{"revision":"%","version":"1.6.0"}}]}"#,
        #"{"object":{"pins":[{"repositoryURL":"https://github.com/apple/swift-log","state":{"revision":"%","version":"1.6.0"}}]}}"#,
        #"{"pins":[{"location":"https://user:se@\u0301cret@github.com/apple/swift-log","state":{"revision":"%","version":"1.6.0"}}]}"#,
        #"{"pins":[{"location":"https://user:secret@github.com/apple/swift-log","state":{"revision":"%","version":"1.6.0"}}]}"#,
    ])
    func `a pin becomes a dependency with its commit and without credentials`(text: String) throws {
        let dependencies = try read(text.replacing("%", with: Self.commit))
        #expect(dependencies.map(\.purl) == ["pkg:swift/github.com/apple/swift-log@1.6.0"])
        #expect(dependencies.map(\.digest) == [Self.commit])
    }

    @Test(arguments: ["", "[", #"{"pins":[{}]}"#, #"{"pins":[{"location":"x","state":{"revision":"main"}}]}"#])
    func `a pin without a commit is refused`(text: String) {
        #expect(throws: PlanError.self) { try read(text) }
    }
}
