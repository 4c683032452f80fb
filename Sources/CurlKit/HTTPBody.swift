/// What a request carries; its length is always known and announced, never chunked.
package enum HTTPBody: Sendable {
    case none
    case bytes([UInt8])
    /// A regular file, streamed; a symbolic link as the last component is refused.
    case file(path: String)
    /// A `multipart/form-data` body with one field that holds a file, streamed; sets `Content-Type`.
    case multipartFile(field: String, fileName: String, contentType: String, path: String)
}
