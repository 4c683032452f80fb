import Store

/// Puts the parts of a multipart form together while they arrive.
struct FormCollector {
    private enum Part {
        case none
        case value(name: String, bytes: [UInt8])
        case file(UploadWriter)
        /// A file field without a file: browsers send it with an empty name.
        case absentFile
    }

    private(set) var form = BuildForm()
    private let blobs: BlobStore
    private let limits: ServerLimits
    private var part = Part.none
    private var hasSource = false

    init(blobs: BlobStore, limits: ServerLimits) {
        self.blobs = blobs
        self.limits = limits
    }

    mutating func take(_ event: MultipartParser.Event) async throws {
        switch event {
        case .part(let head): try begin(head)
        case .data(let bytes): try await append(bytes)
        case .endOfPart: try await end()
        }
    }

    private mutating func begin(_ head: MultipartPart) throws {
        guard head.name == "source" else {
            part = .value(name: head.name, bytes: [])
            return
        }
        guard !hasSource else { throw APIError.invalid("source stands twice") }
        hasSource = true
        if head.fileName == "" {
            part = .absentFile
        } else {
            // Said before the file is read, where the other parameter came first.
            guard form.repositoryURL == nil else { throw BuildSubmission.bothSources }
            part = .file(try UploadWriter(blobs, limit: limits.upload))
        }
    }

    private mutating func append(_ bytes: [UInt8]) async throws {
        switch part {
        case .none: break
        case .value(let name, var value):
            guard value.count + bytes.count <= BuildForm.valueLimit else {
                throw APIError.invalid("a parameter is larger than \(BuildForm.valueLimit) bytes")
            }
            value += bytes
            part = .value(name: name, bytes: value)
        case .file(let upload): try await upload.write(bytes)
        case .absentFile: throw APIError.invalid("source has contents but no file name")
        }
    }

    private mutating func end() async throws {
        switch part {
        case .none, .absentFile: break
        case .value(let name, let bytes):
            guard let value = String(validating: bytes, as: UTF8.self) else {
                throw APIError.invalid("a parameter is not UTF-8")
            }
            try form.set(name, value)
        case .file(let upload): form.source = try await BuildForm.Upload(sealing: upload)
        }
        part = .none
    }
}
