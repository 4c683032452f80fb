import Builds
import CLibgit2

/// The packs of one object directory; loose objects and alternates take no part.
struct ObjectDatabase: ~Copyable {
    private let handle: OpaquePointer

    /// Opens `objectDirectory`, whose `pack` folder holds packs and their indices.
    init(objectDirectory: String) throws(GitError) {
        handle = try Self.open(objectDirectory)
    }

    private static func open(_ objectDirectory: String) throws(GitError) -> OpaquePointer {
        try Libgit2.start()
        let database = try Libgit2.made("git_odb_new") { git_odb_new(&$0) }
        var backend: UnsafeMutablePointer<git_odb_backend>?
        do throws(GitError) {
            try Libgit2.check("git_odb_backend_pack") { git_odb_backend_pack(&backend, objectDirectory) }
            try Libgit2.check("git_odb_add_backend") { git_odb_add_backend(database, backend, 1) }
        } catch {
            // Only a backend that was added belongs to the database.
            backend?.pointee.free(backend)
            git_odb_free(database)
            throw error
        }
        return database
    }

    deinit { git_odb_free(handle) }

    /// What an object is, without inflating it; `nil` if it is not here.
    borrowing func header(of id: ObjectID) throws(GitError) -> (kind: ObjectKind, size: Int)? {
        try header(of: Self.oid(id))
    }

    /// The names of all objects; more than `limit` are an error.
    borrowing func names(limit: Int) throws(GitError) -> [git_oid] {
        let collected = Collected(limit: limit)
        let database = handle
        let status = withExtendedLifetime(collected) {
            git_odb_foreach(
                database,
                { id, payload in
                    guard let id, let payload else { return -1 }
                    let collected = Unmanaged<Collected>.fromOpaque(payload).takeUnretainedValue()
                    guard collected.ids.count < collected.limit else { return 1 }
                    collected.ids.append(id.pointee)
                    return 0
                },
                Unmanaged.passUnretained(collected).toOpaque()
            )
        }
        if status > 0 {
            throw GitError(.limit, operation: "git_odb_foreach", message: "more than \(limit) objects")
        }
        try Libgit2.check("git_odb_foreach") { status }
        return collected.ids
    }

    /// What an object is, without inflating it; `nil` if it is not here.
    borrowing func header(of oid: git_oid) throws(GitError) -> (kind: ObjectKind, size: Int)? {
        var size = 0
        var type = GIT_OBJECT_INVALID
        var oid = oid
        let database = handle
        do throws(GitError) {
            try Libgit2.check("git_odb_read_header") { git_odb_read_header(&size, &type, database, &oid) }
        } catch  where error.code == .notFound {
            return nil
        }
        guard let kind = UInt8(exactly: type.rawValue).flatMap(ObjectKind.init(rawValue:)) else {
            throw GitError(.malformed, operation: "git_odb_read_header", message: "an object of no known kind")
        }
        return (kind, size)
    }

    /// Lends an object's content; its size must have been judged by ``header(of:)-(ObjectID)``.
    borrowing func withContent<Value>(
        of id: ObjectID,
        _ kind: ObjectKind,
        size: Int,
        _ body: (UnsafeRawBufferPointer) throws(GitError) -> Value
    ) throws(GitError) -> Value {
        var oid = try Self.oid(id)
        let database = handle
        let object = try Libgit2.made("git_odb_read") { git_odb_read(&$0, database, &oid) }
        defer { git_odb_object_free(object) }
        let count = git_odb_object_size(object)
        guard git_odb_object_type(object).rawValue == Int32(kind.rawValue), count == size else {
            throw GitError(.wrongObject, operation: "git_odb_read", message: "\(id) is not what its header said")
        }
        return try body(UnsafeRawBufferPointer(start: git_odb_object_data(object), count: count))
    }

    private static func oid(_ id: ObjectID) throws(GitError) -> git_oid {
        var oid = git_oid()
        try Libgit2.check("git_oid_fromstr") { git_oid_fromstr(&oid, id.description) }
        return oid
    }

    private final class Collected {
        let limit: Int
        var ids: [git_oid] = []
        init(limit: Int) { self.limit = limit }
    }
}
