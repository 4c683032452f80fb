import Builds
import StrictJSON

extension Statement {
    /// Reads `provenance.json` strictly: an unknown, missing or repeated member anywhere is an error.
    package init(decoding bytes: [UInt8]) throws(ProvenanceError) {
        let file = BuildFile.provenance.rawValue
        guard bytes.count <= Self.sizeLimit else {
            throw ProvenanceError(.limit, file, "\(bytes.count) bytes, at most \(Self.sizeLimit) are accepted")
        }
        do {
            try self.init(json: JSONParser.parse(bytes, sizeLimit: Self.sizeLimit))
        } catch {
            throw ProvenanceError(.malformed, file, error.message)
        }
        try validate()
    }

    private init(json: JSONValue) throws(JSONError) {
        var statement = try ObjectReader(json, at: "provenance")
        try statement.constant("_type", Self.type, at: "provenance")
        try statement.constant("predicateType", Self.predicateType, at: "provenance")
        let subjects = try statement.elements("subject", at: "provenance") { value, path throws(JSONError) in
            try Subject(json: value, at: path)
        }
        var predicate = try statement.reader("predicate")
        try statement.finish()
        let definition = try BuildDefinition(predicate.value("buildDefinition"), at: "buildDefinition")
        let details = try RunDetails(predicate.value("runDetails"), at: "runDetails")
        try predicate.finish()
        self.init(
            subjects: subjects,
            source: definition.source,
            request: definition.request,
            parameters: definition.parameters,
            dependencies: definition.dependencies,
            builder: details.builder,
            invocation: details.invocation,
            logSHA256: details.logSHA256
        )
    }
}

/// The member `runDetails`.
private struct RunDetails {
    let builder: BuilderID
    let invocation: Invocation
    let logSHA256: SHA256Digest

    init(_ json: JSONValue, at path: String) throws(JSONError) {
        var reader = try ObjectReader(json, at: path)
        var builder = try reader.reader("builder")
        self.builder = try builder.parsed("id", at: "\(path).builder", "a builder's identifier") { BuilderID($0) }
        try builder.finish()
        invocation = try Invocation(json: reader.value("metadata"), at: "\(path).metadata")
        let logs = try reader.elements("byproducts", at: path) { value, path throws(JSONError) in
            try Self.log(value, at: path)
        }
        try reader.finish()
        guard logs.count == 1 else { throw JSONError(.wrongType, "\(path).byproducts: expected exactly build.log") }
        logSHA256 = logs[0]
    }

    private static func log(_ json: JSONValue, at path: String) throws(JSONError) -> SHA256Digest {
        var reader = try ObjectReader(json, at: path)
        try reader.constant("name", BuildFile.log.rawValue, at: path)
        var digest = try reader.reader("digest")
        let sha256 = try digest.sha256("sha256", at: "\(path).digest")
        try digest.finish()
        try reader.finish()
        return sha256
    }
}
