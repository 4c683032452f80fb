import Builds
import Bytes
import OpenSSLKit
import TestSupport
import Testing
import Toolchains

@testable import Pipeline

@Suite(.scratchDirectory) struct CargoDependenciesTests {
    private let folder = ScratchDirectory.current
    private static let index = "home/cargo/registry"

    private func resolve(_ directory: String, checksum: String = String(repeating: "0", count: 64)) throws
        -> [ResolvedDependency]
    {
        let workspace = try Workspace(creating: folder.path("work"))
        try folder.write("the archive", to: "work/build/\(Self.index)/cache/index/serde-1.0.0.crate")
        let lock = """
            [[package]]
            name = "serde"
            version = "1.0.0"
            source = "registry+https://github.com/rust-lang/crates.io-index"
            checksum = "\(checksum)"
            """
        return try CargoDependencies(workspace: workspace, toolchains: HostToolchains(environment: [:])).resolve(
            CargoLock(Array(lock.utf8)),
            located: try LocatedPackage.read(
                Array(
                    """
                    {"packages":[{"name":"serde","version":"1.0.0","source":"registry+x",
                      "manifest_path":"\(directory)/Cargo.toml"}]}
                    """.utf8
                )
            )
        )
    }

    private let downloaded = "/build/home/cargo/registry/src/index/serde-1.0.0"

    @Test func `a downloaded crate is hashed and must be the pinned one`() throws {
        let digest = DigestAlgorithm.sha256.digest(Array("the archive".utf8)).hexadecimal
        let dependencies = try resolve(downloaded, checksum: digest)
        #expect(dependencies == [.crate("serde", "1.0.0", sha256: digest)])
    }

    @Test func `a downloaded crate that is another one is refused`() {
        let error = #expect(throws: BuildFailure.self) { try resolve(downloaded) }
        #expect(error?.code == .sourceInvalid)
    }

    @Test func `a crate inside the project is part of the source`() throws {
        #expect(try resolve("/build/source/vendor/serde") == [])
    }

    @Test(arguments: [
        "/tmp/serde", "/usr/share/doc/make", "/usr/share/cargo/registry/other-1.0.0", "/build/home/elsewhere",
        "/build/home/cargo/registry/src/serde",
    ])
    func `a crate that nobody vouches for is refused`(directory: String) {
        #expect(throws: (any Error).self) { try resolve(directory) }
    }
}
