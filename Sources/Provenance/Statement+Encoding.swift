import Builds
import StrictJSON

extension Statement {
    /// The bytes of `provenance.json`; throws for a statement that contradicts itself or is too large.
    package func encoded() throws(ProvenanceError) -> [UInt8] {
        try validate()
        let bytes = json.serialized(.indented)
        guard bytes.count <= Self.sizeLimit else {
            throw ProvenanceError(.limit, BuildFile.provenance.rawValue, "\(bytes.count) bytes")
        }
        return bytes
    }

    private var json: JSONValue {
        [
            "_type": .string(Self.type),
            "subject": .array(subjects.map(\.json)),
            "predicateType": .string(Self.predicateType),
            "predicate": [
                "buildDefinition": [
                    "buildType": .string(Self.buildType),
                    "externalParameters": externalParameters,
                    "internalParameters": internalParameters,
                    "resolvedDependencies": .array([SourceDescriptor(source).json] + dependencies.map(\.json)),
                ],
                "runDetails": [
                    "builder": ["id": .string(builder.description)],
                    "metadata": invocation.json,
                    "byproducts": [logDescriptor],
                ],
            ],
        ]
    }

    private var externalParameters: JSONValue {
        let repository = source.repository
        var object = JSONObject()
        object["source"] = .string(repository.map { $0.url ?? SourceDescriptor.localURI } ?? SourceDescriptor.uploadURI)
        object["repository"] = .nullable(repository?.url)
        object["ref"] = .nullable(repository?.ref)
        object["requestedRef"] = .nullable(repository?.requestedRef)
        request.write(to: &object)
        return .object(object)
    }

    private var internalParameters: JSONValue {
        var object = JSONObject()
        object["claimedRemote"] = .nullable(source.repository?.claimedURL)
        parameters.write(to: &object)
        return .object(object)
    }

    private var logDescriptor: JSONValue {
        ["name": .string(BuildFile.log.rawValue), "digest": ["sha256": .string(logSHA256.description)]]
    }
}
