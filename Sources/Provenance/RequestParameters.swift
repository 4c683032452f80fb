package import Builds
import StrictJSON

/// What was asked for, besides the source that ``Statement/source`` describes; part of `externalParameters`.
package struct RequestParameters: Equatable, Sendable {
    /// The commit that the request named; when there is one, it is the one that was built.
    package var commit: ObjectID?
    /// The requester's challenge.
    package var nonce: Nonce?
    /// Whether the outcome was to be published.
    package var publish: Bool
    /// SHA-256 of `.assay.yaml`, or `nil` where the source has none.
    package var configurationSHA256: SHA256Digest?
    /// What was run.
    package var steps: BuildSteps

    /// Makes a description.
    package init(
        commit: ObjectID?,
        nonce: Nonce?,
        publish: Bool,
        configurationSHA256: SHA256Digest?,
        steps: BuildSteps
    ) {
        self.commit = commit
        self.nonce = nonce
        self.publish = publish
        self.configurationSHA256 = configurationSHA256
        self.steps = steps
    }

    /// The name of the file that ``configurationSHA256`` is the digest of.
    static let configurationName = ".assay.yaml"

    /// Reads the members that are not the source's.
    init(_ reader: inout ObjectReader, at path: String) throws(JSONError) {
        commit = try reader.nullable("commit", at: path, "a commit") { ObjectID($0) }
        nonce = try reader.nullableNonce("nonce", at: path)
        publish = try reader.bool("publish")
        configurationSHA256 = try Self.configuration(reader.value("configuration"), at: "\(path).configuration")
        steps = try BuildSteps(json: reader.value("build"), at: "\(path).build")
    }

    private static func configuration(_ json: JSONValue, at path: String) throws(JSONError) -> SHA256Digest? {
        if json == .null { return nil }
        var reader = try ObjectReader(json, at: path)
        _ = try reader.parsed("name", at: path, configurationName) { $0 == configurationName ? $0 : nil }
        var digest = try reader.reader("digest")
        let sha256 = try digest.sha256("sha256", at: "\(path).digest")
        try digest.finish()
        try reader.finish()
        return sha256
    }

    /// Writes the members that are not the source's.
    func write(to object: inout JSONObject) {
        object["commit"] = .nullable(commit)
        object["nonce"] = .nullable(nonce)
        object["publish"] = .bool(publish)
        object["configuration"] =
            configurationSHA256.map {
                ["name": .string(Self.configurationName), "digest": ["sha256": .string($0.description)]]
            } ?? .null
        object["build"] = steps.json
    }
}
