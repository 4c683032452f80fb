import Files

/// A file that the command line names; links are followed, since whoever types the path chose it.
enum InputFile {
    /// The bytes, at most `limit` of them.
    static func read(_ path: String, limit: Int) throws -> [UInt8] {
        do throws(FileError) {
            return try File.readFollowingLinks(path, limit: limit)
        } catch {
            throw CommandError(.unavailable, "\(path): \(error.message)")
        }
    }
}
