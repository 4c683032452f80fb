/// A multipart body is not well formed, or larger than it may be.
struct MultipartError: Error, Equatable {
    /// What was wrong, for whoever sent it.
    let message: String

    init(_ message: String) { self.message = message }
}
