import TestSupport

/// Sources of small projects whose build takes no time.
enum Project {
    /// A project that `script`, run by sh, builds.
    static func files(
        _ script: String = "mkdir out && echo hello > out/tool.txt",
        artifacts: String = "out/*",
        more: String = ""
    ) -> [String: String] {
        [
            ".assay.yaml": "build: { command: [sh, build.sh], artifacts: [\"\(artifacts)\"]\(more) }\n",
            "build.sh": script + "\n",
        ]
    }

    /// A work tree with one commit in the scratch directory.
    static func make(_ files: [String: String] = files(), at name: String = "project") throws -> GitFixture {
        let fixture = try GitFixture(at: ScratchDirectory.current.path(name))
        try fixture.commit(files)
        return fixture
    }
}
