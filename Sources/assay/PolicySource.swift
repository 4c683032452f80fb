import Builds
import Bytes
import Foundation
import Provenance
import Settings
import Verification

/// Where a policy comes from: `--policy`, or the verifier's own directory; never the release under test.
struct PolicySource {
    /// The file that the caller names.
    let path: String?
    /// The repository that is expected.
    let source: String?

    /// The policy, if there is one.
    func policy() throws -> Expectations.PolicyExpectation {
        if let path { return .policy(try read(path)) }
        guard let path = standardPath, FileManager.default.fileExists(atPath: path) else { return .none }
        return .policy(try read(path))
    }

    /// `~/.config/assay/policies/<host>/<owner>/<repo>.yaml` for the repository that is expected.
    private var standardPath: String? {
        let environment = ProcessInfo.processInfo.environment
        guard let repository = source.flatMap({ RepositoryURL($0.after(prefix: "git+") ?? $0[...]) }),
            repository.scheme != .file,
            let home = environment["HOME"]
        else { return nil }
        let folder = environment["XDG_CONFIG_HOME"] ?? home + "/.config"
        return "\(folder)/assay/policies/\(repository.authority)/\(repository.comparedPath.joined(separator: "/")).yaml"
    }

    private func read(_ path: String) throws -> Policy {
        do {
            return try Policy(PolicyFile.load(path: path), file: path)
        } catch let error as SettingsError {
            throw CommandError(.usage, "\(error)")
        }
    }
}

extension Policy {
    /// The policy that a file says.
    init(_ file: PolicyFile, file path: String) throws {
        func single<Value>(_ key: String, _ values: [Value]?) throws -> Value? {
            guard let values else { return nil }
            guard values.count == 1 else { throw Self.problem(path, key, "want one value, got \(values.count)") }
            return values[0]
        }
        self.init(
            machine: file.machine,
            formats: Set((file.formats ?? ["assay"]).compactMap { ReleaseFormat(rawValue: $0) }),
            reportData: file.reportData,
            source: try single("source", file.source),
            ref: try Self.ref(single("ref", file.ref), path),
            commit: try single("commit", file.commit),
            configuration: file.configuration.map { Set($0.compactMap { SHA256Digest($0) }) },
            builderID: try single("builder_id", file.builderID),
            network: file.network,
            singleUse: file.singleUse ?? false,
            maximumAge: file.maxAge.map { Int($0.components.seconds) }
        )
    }

    private static func ref(_ text: String?, _ path: String) throws -> RefName? {
        guard let text else { return nil }
        guard let ref = Expectations.Revision.reference(text) else {
            throw problem(path, "ref", "want a full ref or a tag's name without *, got '\(text)'")
        }
        return ref
    }

    private static func problem(_ path: String, _ key: String, _ message: String) -> CommandError {
        CommandError(.usage, "\(path): \(key): \(message)")
    }
}
