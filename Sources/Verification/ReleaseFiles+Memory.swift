import Provenance

extension ReleaseFiles {
    /// A release that is in memory already, by path; for small ones.
    package init(_ contents: [String: [UInt8]]) {
        struct Absent: Error {}
        let find: @Sendable (String) throws -> [UInt8] = { path in
            guard let bytes = contents[path] else { throw Absent() }
            return bytes
        }
        self.init(
            entries: contents.sorted { $0.key < $1.key }.map { Entry(path: $0.key, size: $0.value.count) },
            read: { path, limit in Array(try find(path).prefix(limit + 1)) },
            sha256: { path in SHA256Digest(of: try find(path)).bytes }
        )
    }
}
