import Builds
import Evidence

/// One verification of a set of files while it runs: what all formats have in common.
protocol Examination {
    var files: ReleaseFiles { get }
    var expectations: Expectations { get }
    var evidence: EvidenceVerifier { get }
    var layout: ReleaseLayout { get }
    var judgement: Judgement { get set }
}

extension Examination {
    /// What is expected of the machine.
    var machineExpectations: MachineExpectations {
        MachineExpectations(
            builder: expectations.builder,
            policy: policy?.machine,
            allowsDebug: expectations.allowsDebug,
            allowsSimulated: expectations.allowsSimulated,
            isRelease: true,
            // A release says when it was made, so the clock counts only where it carries no collateral.
            choosesCollateral: true
        )
    }

    /// The policy, where there is one.
    var policy: Policy? { expectations.policy.policy }

    /// The base names of the files that are judged; `nil` for all.
    var namedFiles: [String]? {
        guard case .named(let names) = expectations.files else { return nil }
        return names.map { name in
            let folder = BuildFile.artifactsFolder + "/"
            return name.hasPrefix(folder) ? String(name.dropFirst(folder.count)) : name
        }
    }

    /// Whether the absence of a file of ours rejects.
    func isRequired(_ file: BuildFile) -> Bool { namedFiles?.contains(file.rawValue) ?? true }

    /// Reads a file of metadata whole; `nil` where it is absent, and, with a failure of `code`, where it is no plain
    /// file or too large.
    mutating func contents(of file: BuildFile, limit: Int, _ code: ReasonCode) throws -> [UInt8]? {
        guard let entry = layout[file] else { return nil }
        guard entry.isRegular else {
            judgement.fail(code, expected: "a plain file", "\(file.rawValue) is not a plain file")
            return nil
        }
        // The size is asked again of what was read: the file may have grown since it was listed.
        let bytes = entry.size <= limit ? try files.read(entry.path, limit) : []
        guard entry.size <= limit, bytes.count <= limit else {
            judgement.fail(
                code,
                expected: "at most \(limit) bytes",
                found: "\(max(entry.size, bytes.count)) bytes",
                "\(file.rawValue) is too large"
            )
            return nil
        }
        return bytes
    }
}
