package import Builds
package import Evidence
import Files

/// A policy as a file says it: what a release, or evidence by itself, has to be for a user to accept it.
package struct PolicyFile: Sendable, Equatable {
    /// The largest file in bytes.
    package static let sizeLimit = 1 << 20

    /// `platforms`, and the sections `snp`, `tdx`, `azure`, `tpm` and `nitro`.
    package var machine = AppraisalPolicy()
    /// `report_data`: what evidence by itself must commit to.
    package var reportData: [UInt8]?
    /// `formats` of evidence: `assay`, `kettle`. Default: assay.
    package var formats: [String]?
    /// `source`: URLs of repositories, one of which it has to be.
    package var source: [RepositoryURL]?
    /// `ref`: patterns of full refs.
    package var ref: [String]?
    /// `commit`: full object names.
    package var commit: [ObjectID]?
    /// `configuration`: SHA-256 of `.assay.yaml`, lower-case hexadecimal.
    package var configuration: [String]?
    /// `builder_id`: exact values.
    package var builderID: [String]?
    /// `network`: whether the build phase may have had it; `nil` does not decide.
    package var network: Bool?
    /// `single_use`: whether the machine may have run no build before.
    package var singleUse: Bool?
    /// `max_age` of the evidence.
    package var maxAge: Duration?

    /// A policy that says nothing.
    package init() {}

    /// Reads a policy in YAML or JSON.
    package static func read(_ bytes: [UInt8], file: String) throws(SettingsError) -> PolicyFile {
        let root = try YAMLDocument.parse(bytes, file: file, limits: YAMLLimits(bytes: sizeLimit))
        let session = SettingsReader.Session()
        var reader = SettingsReader(root, path: [], session: session)
        var policy = PolicyFile()
        policy.readKeys(&reader)
        reader.finish()
        guard session.problems.isEmpty else { throw SettingsError(file: file, problems: session.problems) }
        return policy
    }

    /// Reads the policy file at `path`.
    package static func load(path: String) throws(SettingsError) -> PolicyFile {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try File.readFollowingLinks(path, limit: sizeLimit)
        } catch {
            throw SettingsError(
                file: path,
                problems: [.init(location: .whole, key: "", message: "cannot be read: \(error.reason)")]
            )
        }
        return try read(bytes, file: path)
    }

    private mutating func readKeys(_ reader: inout SettingsReader) {
        machine = AppraisalPolicy(&reader)
        reportData = reader.bytes("report_data", size: nil)
        formats = Self.some("formats", "formats: assay, kettle", &reader) {
            ["assay", "kettle"].contains($0) ? $0 : nil
        }
        source = Self.some("source", "repository URLs", &reader) { RepositoryURL($0) }
        ref = Self.some("ref", "full refs or patterns such as refs/tags/v*", &reader) { text in
            text.hasPrefix("refs/heads/") || text.hasPrefix("refs/tags/") ? SegmentPattern(text)?.description : nil
        }
        commit = Self.some("commit", "full commit names", &reader) { ObjectID($0) }
        configuration = Self.some("configuration", "SHA-256 digests in lower-case hexadecimal", &reader) { text in
            text.utf8.count == 64 && text.utf8.allSatisfy("0123456789abcdef".utf8.contains) ? text : nil
        }
        builderID = Self.some("builder_id", "builder identifiers", &reader) { $0 }
        network = reader.bool("network")
        singleUse = reader.bool("single_use")
        maxAge = reader.duration("max_age")
    }

    /// One value or a list of at least one.
    private static func some<Value>(
        _ key: String,
        _ expected: String,
        _ reader: inout SettingsReader,
        _ convert: (String) -> Value?
    ) -> [Value]? {
        reader.some(key, expected: expected) { SettingsReader.text($0).flatMap(convert) }
    }
}
