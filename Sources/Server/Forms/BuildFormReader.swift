import Bytes
import Hummingbird
import NIOCore
import Store
import StrictJSON

/// Reads the parameters of a request to build from a body of any of the accepted types.
struct BuildFormReader: Sendable {
    let blobs: BlobStore
    let budget: BodyBudget
    let limits: ServerLimits

    /// The largest form that is not multipart, in bytes.
    private static let formLimit = 64 << 10

    /// Reads a `multipart/form-data` or urlencoded form; an archive goes to the disk while it arrives.
    func form(_ request: Request, _ type: HeaderValue) async throws -> BuildForm {
        switch type.first {
        case "multipart/form-data":
            return try await multipart(request, type)
        case "application/x-www-form-urlencoded":
            return try await budget.withBody(of: request, limit: Self.formLimit) { body in
                guard let text = String(validating: body, as: UTF8.self), let fields = PercentEncoding.form(text) else {
                    throw APIError.invalid("the form is malformed")
                }
                var form = BuildForm()
                for (name, value) in fields { try form.set(name, value) }
                return form
            }
        default:
            throw APIError(.unsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", "multipart/form-data is expected")
        }
    }

    /// Reads the JSON body of Kettle's later API.
    func json(_ request: Request) async throws -> BuildForm {
        try await budget.withBody(of: request, limit: limits.jsonBody) { body in
            var (form, archive) = try Self.parameters(body, sizeLimit: limits.jsonBody)
            guard let archive else { return form }
            guard form.repositoryURL == nil else {
                throw APIError.invalid("exactly one of repo_url or source_data is required")
            }
            guard let bytes = [UInt8](base64: archive) else { throw APIError.invalid("source_data is not Base64") }
            guard ArchiveMagic.isArchive(bytes) else {
                throw APIError.invalid("source_data is neither zip (PK) nor gzip (1f8b)")
            }
            let upload = try UploadWriter(blobs, limit: limits.upload)
            try await upload.write(bytes)
            form.source = try await BuildForm.Upload(sealing: upload)
            return form
        }
    }

    private static func parameters(_ body: [UInt8], sizeLimit: Int) throws -> (BuildForm, archive: String?) {
        var form = BuildForm()
        do {
            var reader = try ObjectReader(
                try JSONParser.parse(body, sizeLimit: sizeLimit, depthLimit: 4),
                at: "body"
            )
            form.nonce = try string("nonce", &reader)
            form.repositoryURL = try string("repo_url", &reader)
            form.ref = try string("repo_ref", &reader)
            let archive = try string("source_data", &reader)
            // Only a name for the files of the result, which have names of their own here.
            _ = try string("source_name", &reader)
            try reader.finish()
            return (form, archive)
        } catch {
            throw APIError.invalid(error.message)
        }
    }

    private static func string(_ name: String, _ reader: inout ObjectReader) throws(JSONError) -> String? {
        guard let value = reader.optional(name), value != .null else { return nil }
        guard let text = value.string else { throw JSONError(.wrongType, "body.\(name): expected a string") }
        return text
    }

    // MARK: Multipart

    private func multipart(_ request: Request, _ type: HeaderValue) async throws -> BuildForm {
        do {
            var parser = MultipartParser(boundary: try MultipartBoundary.read(type))
            var collector = FormCollector(blobs: blobs, limits: limits)
            for try await chunk in request.body {
                for event in try parser.parse(Array(chunk.readableBytesView)) { try await collector.take(event) }
            }
            try parser.finish()
            return collector.form
        } catch let error as MultipartError {
            throw APIError.invalid(error.message)
        }
    }
}
