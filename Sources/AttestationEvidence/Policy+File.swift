import Builds
import Provenance
package import Settings
package import Verification

extension Policy {
    /// The policy that a file says.
    package init(_ file: PolicyFile) throws(PolicyError) {
        self.init(
            machine: file.machine,
            formats: Set((file.formats ?? ["assay"]).compactMap { ReleaseFormat(rawValue: $0) }),
            reportData: file.reportData,
            source: try Self.single("source", file.source),
            ref: try Self.ref(Self.single("ref", file.ref)),
            commit: try Self.single("commit", file.commit),
            configuration: file.configuration.map { Set($0.compactMap { SHA256Digest($0) }) },
            builderID: try Self.single("builder_id", file.builderID),
            network: file.network,
            singleUse: file.singleUse ?? false,
            maximumAge: file.maxAge.map { Int($0.components.seconds) }
        )
    }

    private static func single<Value>(_ key: String, _ values: [Value]?) throws(PolicyError) -> Value? {
        guard let values else { return nil }
        guard values.count == 1 else { throw PolicyError(key, "want one value, got \(values.count)") }
        return values[0]
    }

    private static func ref(_ text: String?) throws(PolicyError) -> RefName? {
        guard let text else { return nil }
        guard let ref = Expectations.Revision.reference(text) else {
            throw PolicyError("ref", "want a full ref or a tag's name without *, got '\(text)'")
        }
        return ref
    }
}
