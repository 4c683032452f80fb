import Store

/// The parameters of a request to build, as they were sent; nothing about them has been checked.
struct BuildForm: Sendable {
    /// An archive that has arrived and is kept only when ``UploadWriter/commit()`` is called.
    struct Upload: Sendable {
        let contents: BlobWriter.Summary
        let writer: UploadWriter

        /// Ends what was written to `writer`.
        init(sealing writer: UploadWriter) async throws {
            contents = try await writer.seal()
            self.writer = writer
        }
    }

    /// The most bytes of a parameter that is not a file.
    static let valueLimit = 8 << 10

    var source: Upload?
    var repositoryURL: String?
    var ref: String?
    var nonce: String?
    var publish: String?

    /// Sets a parameter by its name in the API; an empty one is like none, as browsers send those.
    mutating func set(_ name: String, _ value: String) throws {
        let value = value.isEmpty ? nil : value
        switch name {
        case "repo_url": try Self.assign(&repositoryURL, value, name)
        case "ref": try Self.assign(&ref, value, name)
        case "nonce": try Self.assign(&nonce, value, name)
        case "publish": try Self.assign(&publish, value, name)
        case "source": if value != nil { throw APIError.invalid("source must be a file") }
        default: throw Self.unknown(name)
        }
    }

    static func unknown(_ name: String) -> APIError {
        // What was sent is not echoed: the answer may be shown in a terminal.
        let name = name.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x20 } ? name.prefix(40) : "?"
        return .invalid("unknown parameter \(name)")
    }

    private static func assign(_ field: inout String?, _ value: String?, _ name: String) throws {
        guard field == nil else { throw APIError.invalid("\(name) stands twice") }
        field = value
    }
}
