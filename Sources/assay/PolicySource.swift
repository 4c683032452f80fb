import AttestationEvidence
import Builds
import Bytes
import Foundation
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
        let bytes = try InputFile.read(path, limit: PolicyFile.sizeLimit)
        do {
            return try Policy(PolicyFile.read(bytes, file: path))
        } catch let error as SettingsError {
            throw CommandError(.usage, "\(error)")
        } catch let error as PolicyError {
            throw CommandError(.usage, "\(path): \(error)")
        }
    }
}
