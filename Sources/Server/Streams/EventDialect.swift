import Builds
import Store
import StrictJSON

/// How the events of a build are worded.
enum EventDialect: Sendable {
    /// `POST /build/stream` and `/builds/{id}/events`: `info`, `log`, `complete`.
    case assay
    /// `/build/{id}/events`, Kettle's later API: one word a stage.
    case kettle

    /// What comes before the first stored event.
    func opening(_ build: BuildRecord) -> JSONValue {
        switch self {
        case .assay:
            ["type": "info", "message": "Build queued", "build_id": .string(build.id.description)]
        case .kettle:
            ["type": "queued", "position": 0]
        }
    }

    /// A stored event.
    func event(_ event: BuildEvent) -> JSONValue {
        switch self {
        case .assay:
            return ["type": .string(event.kind.rawValue), "message": .string(event.message)]
        case .kettle:
            let (word, message) = Self.kettleWord(event)
            return ["type": .string(word), "msg": .string(message)]
        }
    }

    private static func kettleWord(_ event: BuildEvent) -> (word: String, message: String) {
        guard event.kind == .info else { return ("build", event.message) }
        let detected = "Detected: "
        if event.message.hasPrefix(detected) { return ("detect", String(event.message.dropFirst(detected.count))) }
        let text = event.message.lowercased()
        for (part, word) in [
            ("provenance", "provenance"), ("attest", "attest"), ("evidence", "attest"), ("build", "build"),
        ]
        where text.contains(part) {
            return (word, event.message)
        }
        return ("init", event.message)
    }

    /// The last event.
    func completion(_ build: BuildRecord, _ documents: BuildDocument) async throws -> JSONValue {
        switch self {
        case .assay:
            return try await documents.completeEvent(build)
        case .kettle:
            guard build.status != .success else { return ["type": "complete", "result": ["status": "ok"]] }
            let failure = build.failure
            return [
                "type": "complete",
                "result": [
                    "status": "failed",
                    "error": .string(failure?.message ?? "the build failed"),
                    "error_type": .string(failure?.code.rawValue ?? "BuildFailed"),
                ],
            ]
        }
    }
}
