import Foundation

/// A real repository made with the real `git`, with fixed names and dates so that its ids never change.
package struct GitFixture: Sendable {
    /// The work tree.
    package let path: String

    /// The folder that a server serves.
    package var gitDirectory: String { path + "/.git" }

    /// Makes an empty repository with the branch `main` at a path that does not exist yet.
    package init(at path: String) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try git("init", "--quiet", "--initial-branch=main")
    }

    /// Runs git in the work tree with text or a file as its input; its output without the last newline.
    @discardableResult
    package func git(_ arguments: String..., input: String = "", file: String? = nil) throws -> String {
        let bytes = try file.map { Array(try Data(contentsOf: URL(fileURLWithPath: $0))) } ?? Array(input.utf8)
        let run = try ProgramRun(
            "/usr/bin/git",
            ["-C", path] + arguments,
            environment: Self.environment,
            input: bytes
        )
        guard run.status == 0 else {
            throw GitFixtureError(command: arguments.joined(separator: " "), message: run.errors)
        }
        return run.text.hasSuffix("\n") ? String(run.text.dropLast()) : run.text
    }

    /// Neither the machine's nor the user's configuration, and one author at one moment.
    package static let environment = [
        "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_AUTHOR_DATE": "1700000000 +0000",
        "GIT_COMMITTER_NAME": "C", "GIT_COMMITTER_EMAIL": "c@example.org", "GIT_COMMITTER_DATE": "1700000000 +0000",
    ]

    /// Writes files, stages everything and commits; the commit's id.
    @discardableResult
    package func commit(_ files: [String: String] = [:], message: String = "change") throws -> String {
        for (name, contents) in files {
            let url = URL(fileURLWithPath: path + "/" + name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(contents.utf8).write(to: url)
        }
        try git("add", "--all", "--force")
        return try commitIndex(message: message)
    }

    /// Commits what is staged; the commit's id.
    @discardableResult
    package func commitIndex(message: String = "change") throws -> String {
        try git("commit", "--quiet", "--allow-empty", "--message", message)
        return try git("rev-parse", "HEAD")
    }

    /// Makes a tag, annotated if it has a message; the id of the commit or of the tag object.
    @discardableResult
    package func tag(_ name: String, at target: String = "HEAD", message: String? = nil) throws -> String {
        if let message {
            try git("tag", "--force", "--annotate", "--message", message, name, target)
        } else {
            try git("tag", "--force", name, target)
        }
        return try git("rev-parse", "refs/tags/\(name)")
    }

    /// Stages a symbolic link.
    package func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path + "/" + name, withDestinationPath: target)
        try git("add", "--force", "--", name)
    }

    /// Stages a submodule's entry, without any repository behind it.
    package func submodule(_ name: String, at commit: String) throws {
        try git("update-index", "--add", "--cacheinfo", "160000,\(commit),\(name)")
    }

    /// Adds `count` commits to `branch`, each changing one file; the last one's id.
    @discardableResult
    package func commits(_ count: Int, to branch: String = "main", bytes: Int = 100) throws -> String {
        let tip = try? git("rev-parse", "--verify", "--quiet", "refs/heads/\(branch)")
        var stream = ""
        for number in 1...count {
            let contents = "\(number) " + String(repeating: "x", count: bytes)
            stream +=
                "commit refs/heads/\(branch)\ncommitter C <c@example.org> \(1_700_000_000 + number) +0000\ndata 1\nx\n"
            if number == 1, let tip { stream += "from \(tip)\n" }
            stream += "M 100644 inline file-\(number % 50)\ndata \(contents.utf8.count)\n\(contents)\n"
        }
        try git("fast-import", "--quiet", "--force", input: stream)
        return try git("rev-parse", "refs/heads/\(branch)")
    }
}

/// A git command that a fixture relies on failed.
package struct GitFixtureError: Error, CustomStringConvertible {
    let command: String
    let message: String

    package var description: String { "git \(command): \(message)" }
}
