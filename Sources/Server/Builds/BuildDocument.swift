import Builds
import Bytes
import Store
import StrictJSON

/// Builds as the API shows them.
struct BuildDocument: Sendable {
    /// The largest provenance that is put into a result; larger ones are downloaded.
    static let provenanceLimit = 16 << 20
    /// The largest `complete` event that carries provenance and evidence, in bytes.
    static let completeLimit = 16 << 10

    let store: BuildStore
    let blobs: BlobStore

    /// What listings and `/builds/{id}` show of a build.
    func summary(_ build: BuildRecord) -> JSONValue {
        let path = Self.path(build.id)
        var document: JSONValue = [
            "build_id": .string(build.id.description),
            "status": .string(build.status.rawValue),
            "trigger": .string(build.origin.rawValue),
            "forge": .init(build.subject.forge),
            "repository": .init(build.subject.repository),
            "ref": .init(build.subject.ref),
            "commit": .init(build.subject.commit?.description),
            "public": .bool(build.subject.isPublic),
            "platform": .init(build.output?.platform.rawValue),
            "created_at": .string(build.createdAt.rfc3339),
            "started_at": .init(build.startedAt?.rfc3339),
            "finished_at": .init(build.finishedAt?.rfc3339),
            "attempt": .integer(build.attempt),
            "retry_of": .init(build.retryOf?.description),
            "url": .string(path),
            "events_url": .string(path + "/events"),
            "log_url": .string(path + "/log"),
        ]
        if let failure = build.failure {
            document.set("error", .string(failure.message))
            document.set("error_type", .string(failure.code.rawValue))
            if let hint = failure.hint { document.set("hint", .string(hint)) }
        }
        return document
    }

    /// A build with its result, as `/builds/{id}` shows it.
    func detail(_ build: BuildRecord) async throws -> JSONValue {
        var document = summary(build)
        document.set("result", build.status.isFinal ? result(build, provenance: .null, attestation: .null) : .null)
        document.set("release_url", .init(try await store.publication(of: build.id)?.releaseURL))
        return document
    }

    /// The result of a build that has ended, complete.
    func result(_ build: BuildRecord) async throws -> JSONValue {
        guard build.output != nil else { return result(build, provenance: .null, attestation: .null) }
        let evidence = try await contents(build.id, .evidence, limit: Self.provenanceLimit)
        return result(
            build,
            provenance: try await contents(build.id, .provenance, limit: Self.provenanceLimit).flatMap(Self.parse)
                ?? .null,
            attestation: evidence.map { .string($0.base64) } ?? .null
        )
    }

    /// The result as the last event of a stream carries it: without provenance and evidence where it grew too large.
    func completeEvent(_ build: BuildRecord) async throws -> JSONValue {
        let small = result(build, provenance: .null, attestation: .null)
        guard build.output != nil,
            let provenance = try await contents(build.id, .provenance, limit: Self.completeLimit),
            let evidence = try await contents(build.id, .evidence, limit: Self.completeLimit),
            let parsed = Self.parse(provenance)
        else { return ["type": "complete", "result": small] }
        let full: JSONValue = [
            "type": "complete",
            "result": result(build, provenance: parsed, attestation: .string(evidence.base64)),
        ]
        guard full.serialized(.compactASCII).count <= Self.completeLimit else {
            return ["type": "complete", "result": small]
        }
        return full
    }

    /// The unprefixed path of a build.
    static func path(_ id: BuildID) -> String { "/builds/\(id)" }

    private func result(_ build: BuildRecord, provenance: JSONValue, attestation: JSONValue) -> JSONValue {
        let path = Self.path(build.id)
        let artifacts = (build.output?.artifacts ?? []).map { artifact -> JSONValue in
            [
                "name": .string(artifact.name),
                "sha256": .string(artifact.sha256),
                "size": .integer(artifact.size),
                "download_url": .string("\(path)/artifacts/\(artifact.name)"),
            ]
        }
        let configuration = build.output?.configurationName.map { name -> JSONValue in
            ["name": .string(name), "download_url": .string("\(path)/build-config/\(name)")]
        }
        var document: JSONValue = [
            "build_id": .string(build.id.description),
            "status": .string(build.status.rawValue),
            "artifacts": .array(artifacts),
            "build_config": configuration ?? .null,
            "provenance": provenance,
            "attestation": attestation,
            "provenance_url": .string("\(path)/provenance"),
            "evidence_url": .string("\(path)/evidence"),
        ]
        if let failure = build.failure {
            document.set("error", .string(failure.message))
            document.set("error_type", .string(failure.code.rawValue))
        }
        return document
    }

    /// A file of a build, or `nil` where it is not there or is larger than `limit`.
    private func contents(_ id: BuildID, _ file: BuildFile, limit: Int) async throws -> [UInt8]? {
        do {
            return try await blobs.open(.file(id, file)).contents(limit: limit)
        } catch {
            guard error.code == .notFound || error.code == .limit else { throw error }
            return nil
        }
    }

    private static func parse(_ bytes: [UInt8]) -> JSONValue? { try? JSONParser.parse(bytes) }
}

extension JSONValue {
    /// A string, or `null`.
    init(_ text: String?) { self = text.map(JSONValue.string) ?? .null }

    /// Sets a member of an object; does nothing to other values.
    mutating func set(_ name: String, _ value: JSONValue) {
        guard case .object(var object) = self else { return }
        object[name] = value
        self = .object(object)
    }
}
