import ArchiveKit
import Builds
import Bytes
import Files
import Toolchains

/// Step 5: takes the artifacts, when every process of the sandbox is dead.
///
/// Each is opened beneath the project's directory without following any link, must be a regular file with one name and
/// some content, and is copied and hashed in one read.
struct CollectStep: Sendable {
    /// The most artifacts of a build.
    static let countLimit = 1000

    let settings: PipelineSettings
    let workspace: Workspace
    let outputDirectory: String
    let log: BuildLog

    func run(_ plan: PlanStep.Plan, built: BuildStep.Built, source: PreparedSource) throws -> [Artifact] {
        log.info("Collecting artifacts")
        let artifacts =
            if let patterns = built.patterns {
                try collect(patterns.list, eachMustMatch: patterns.eachMustMatch)
            } else {
                try [pack(source)]
            }
        for artifact in artifacts {
            log.info("Artifact \(artifact.name), \(artifact.size) bytes, SHA-256 \(artifact.sha256)")
        }
        return artifacts.sorted { $0.name < $1.name }
    }

    /// A directory that the build could replace by anything.
    private func directory(_ name: String) throws -> Directory {
        do throws(FileError) {
            return try Directory(path: workspace.build).directory(name)
        } catch {
            throw BuildFailure(.artifactInvalid, "the build replaced the directory '\(name)': \(error.message)")
        }
    }

    private func collect(_ patterns: [String], eachMustMatch: Bool) throws -> [Artifact] {
        let project = try directory("source")
        let output = try Directory(path: outputDirectory).directory(BuildFile.artifactsFolder)
        var taken: Set<String> = []
        var names: Set<String> = []
        var artifacts: [Artifact] = []
        for text in patterns {
            guard let pattern = GlobPattern(text) else {
                throw BuildFailure(.configurationInvalid, "'\(text)' is not a pattern for artifacts")
            }
            let matches = try matches(of: pattern, in: project)
            if matches.isEmpty, eachMustMatch { throw missing(text) }
            for match in matches where taken.insert(match.path).inserted {
                let name = try Self.name(match.path, unlike: &names)
                artifacts.append(try copy(match.path, as: name, from: project, to: output))
                guard artifacts.count <= Self.countLimit else {
                    throw BuildFailure(.artifactInvalid, "more than \(Self.countLimit) artifacts")
                }
            }
        }
        guard !artifacts.isEmpty else { throw missing(patterns.joined(separator: ", ")) }
        return artifacts
    }

    private func matches(of pattern: GlobPattern, in project: borrowing Directory) throws -> [GlobMatch] {
        do throws(FileError) {
            return try project.matches(pattern)
        } catch  where error.code == .notFound {
            return []
        } catch {
            throw BuildFailure(.artifactInvalid, "artifacts of '\(pattern)': \(error.message)")
        }
    }

    private func missing(_ pattern: String) -> BuildFailure {
        BuildFailure(
            .artifactInvalid,
            "the build ended well but made no file that matches '\(pattern)'",
            hint: "say in .assay.yaml which files it makes: build: {artifacts: [\"dist/*\"]}"
        )
    }

    private static func name(_ path: String, unlike names: inout Set<String>) throws -> ArtifactName {
        let last = path.pieces(between: "/").last.map(String.init) ?? path
        guard let name = ArtifactName(last) else {
            throw BuildFailure(
                .artifactNameInvalid,
                "'\(last.withoutControlCharacters)' cannot be the name of a release file: want letters, digits and . _ + - only, at most \(ArtifactName.maximumLength), and none of Assay's own names"
            )
        }
        guard names.insert(last.lowercased()).inserted else {
            throw BuildFailure(.artifactNameInvalid, "two artifacts are called '\(last)', case aside")
        }
        return name
    }

    private func copy(
        _ path: String,
        as name: ArtifactName,
        from project: borrowing Directory,
        to output: borrowing Directory
    ) throws -> Artifact {
        do throws(FileError) {
            let file = try project.file(path)
            let status = try file.status()
            guard status.kind == .regular, status.links == 1, status.size > 0 else {
                throw FileError(.wrongKind, operation: "open", message: Self.complaint(status))
            }
            let copy = try output.create(name.description)
            let result = try copy.copyAndHash(from: file, limit: settings.diskBytes)
            try copy.sync()
            return Artifact(name: name.description, sha256: result.sha256, size: result.size)
        } catch {
            throw BuildFailure(.artifactInvalid, "the artifact '\(path.withoutControlCharacters)': \(error.message)")
        }
    }

    private static func complaint(_ status: FileStatus) -> String {
        if status.kind != .regular { return "is not a regular file" }
        return status.links != 1 ? "has \(status.links) names (hard links), want one" : "is empty"
    }

    /// Packs what was installed; the pipeline writes the archive itself.
    private func pack(_ source: PreparedSource) throws -> Artifact {
        let text = String(
            source.name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._+-".contains($0)) ? $0 : "-" }
        )
        guard let name = ArtifactName("\(text.prefix(100)).tar.gz") else {
            throw BuildFailure(.artifactNameInvalid, "'\(text).tar.gz' cannot be the name of a release file")
        }
        let output = try Directory(path: outputDirectory).directory(BuildFile.artifactsFolder)
        let path = "\(outputDirectory)/\(BuildFile.artifactsFolder)/\(name)"
        do {
            let archive = try output.create(name.description)
            let stage = try directory("stage")
            guard !(try stage.entries(limit: Self.countLimit * 1000).isEmpty) else {
                throw BuildFailure(.artifactInvalid, "the build ended well but installed no file")
            }
            try ArchiveWriter.writeTree(stage, prefix: String(text.prefix(100))) { try archive.write($0[...]) }
            try archive.sync()
        } catch let error as ArchiveError {
            throw BuildFailure(.artifactInvalid, "what was installed cannot be packed: \(error.message)")
        }
        let result = try FileDescriptor(path: path).hash(limit: settings.diskBytes)
        return Artifact(name: name.description, sha256: result.sha256, size: result.size)
    }
}
