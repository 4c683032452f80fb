import Builds
import StrictJSON

/// The member `buildDefinition`, whose parts describe the source in three places that must agree.
struct BuildDefinition {
    let source: SourceIdentity
    let request: RequestParameters
    let parameters: BuilderParameters
    let dependencies: [Dependency]

    init(_ json: JSONValue, at path: String) throws(JSONError) {
        var reader = try ObjectReader(json, at: path)
        try reader.constant("buildType", Statement.buildType, at: path)
        let external = "\(path).externalParameters"
        var outside = try reader.reader("externalParameters")
        let named = try NamedSource(&outside, at: external)
        request = try RequestParameters(&outside, at: external)
        try outside.finish()
        var inside = try reader.reader("internalParameters")
        let claimed = try inside.nullableString("claimedRemote")
        parameters = try BuilderParameters(&inside, at: "\(path).internalParameters")
        try inside.finish()
        let resolved = try reader.array("resolvedDependencies")
        try reader.finish()
        guard let first = resolved.first else {
            throw JSONError(.wrongType, "\(path).resolvedDependencies: the source is missing")
        }
        let descriptor = try SourceDescriptor(json: first, at: "\(path).resolvedDependencies[0]")
        source = try named.identity(with: descriptor, claimed: claimed, at: path)
        dependencies = try resolved.dropFirst().map { value throws(JSONError) in
            try Dependency(json: value, at: "\(path).resolvedDependencies")
        }
    }
}

/// The members of `externalParameters` that name the source.
private struct NamedSource {
    let source: String
    let repository: String?
    let ref: RefName?
    let requestedRef: String?

    init(_ reader: inout ObjectReader, at path: String) throws(JSONError) {
        source = try reader.string("source")
        repository = try reader.nullableString("repository")
        ref = try reader.nullable("ref", at: path, "a full ref") { RefName($0) }
        requestedRef = try reader.nullableString("requestedRef")
    }

    /// Puts the parts together and makes sure that writing the result would give these very parts again.
    func identity(
        with descriptor: SourceDescriptor,
        claimed: String?,
        at path: String
    ) throws(JSONError) -> SourceIdentity {
        let digest = descriptor.digest
        let origin: SourceIdentity.Origin? =
            if source == SourceDescriptor.uploadURI {
                digest["sha256"].map { .upload(sha256: $0) }
            } else if let commit = digest["gitCommit"].flatMap({ ObjectID($0) }),
                let tree = digest["gitTree"].flatMap({ ObjectID($0) })
            {
                .repository(
                    .init(
                        url: repository,
                        claimedURL: claimed,
                        ref: ref,
                        requestedRef: requestedRef,
                        commit: commit,
                        tree: tree,
                        tagObject: descriptor.tagObject
                    )
                )
            } else {
                nil
            }
        let isUpload = source == SourceDescriptor.uploadURI
        let expectedSource = isUpload ? source : repository ?? SourceDescriptor.localURI
        let isPlain = repository == nil && ref == nil && requestedRef == nil && claimed == nil
        guard let origin, source == expectedSource, !isUpload || isPlain,
            let treeSHA256 = isUpload ? descriptor.treeSHA256 : digest["sha256"]
        else { throw JSONError(.wrongType, "\(path): the parts that describe the source disagree") }
        let identity = SourceIdentity(
            origin: origin,
            treeSHA256: treeSHA256,
            submodules: descriptor.submodules,
            lfsPointers: descriptor.lfsPointers
        )
        guard SourceDescriptor(identity) == descriptor else {
            throw JSONError(.wrongType, "\(path): the parts that describe the source disagree")
        }
        return identity
    }
}
