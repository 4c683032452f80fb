package import Builds
import CLibgit2
import Glibc

/// A git repository on this machine, for reading: its `HEAD`, its `origin`, and what is not committed.
///
/// No hook, no configured program and no configuration outside of the repository takes part; submodules are not
/// entered. What is built is fetched from it as from anywhere else.
package struct LocalRepository: ~Copyable {
    /// A commit that `HEAD` stands for.
    package struct Head: Sendable, Equatable {
        /// The branch, or `nil` if `HEAD` is detached or its branch's name is not one that is accepted.
        package let branch: RefName?
        /// The commit.
        package let commit: ObjectID
    }

    /// What is not committed.
    package struct Changes: Sendable, Equatable {
        /// Paths, not longer than the list that was asked for, control characters replaced; folders end in a slash.
        package let paths: [String]
        /// The number of all paths.
        package let count: Int

        /// Whether everything is committed.
        package var isEmpty: Bool { count == 0 }
    }

    /// How many paths of changes are listed unless told.
    package static let defaultListLength = 20

    private let handle: OpaquePointer
    /// The top of the work tree with links resolved; `nil` for a bare repository.
    package let workTree: String?
    /// The repository itself, for example `…/.git`, with links resolved.
    package let gitDirectory: String

    /// Opens the repository at `path`, which must be the top of a work tree or a bare repository.
    package init(path: String) throws(GitError) {
        try Libgit2.start()
        guard !path.utf8.contains(0), let given = Self.resolved(path) else {
            throw GitError(.notFound, operation: "open", message: "\(path): no such directory")
        }
        let opened = try Self.open(given)
        let places: (gitDirectory: String, workTree: String?)
        do throws(GitError) {
            places = try Self.places(of: opened, given: given)
        } catch {
            git_repository_free(opened)
            throw error
        }
        handle = opened
        gitDirectory = places.gitDirectory
        workTree = places.workTree
    }

    private static func open(_ path: String) throws(GitError) -> OpaquePointer {
        do throws(GitError) {
            return try Libgit2.made("git_repository_open_ext") {
                git_repository_open_ext(&$0, path, GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue, nil)
            }
        } catch { throw explained(error, path: path) }
    }

    private static func places(
        of repository: OpaquePointer,
        given: String
    ) throws(GitError) -> (gitDirectory: String, workTree: String?) {
        let gitDirectory = try requireFolder(git_repository_path(repository), "git_repository_path")
        if git_repository_is_bare(repository) == 1 { return (gitDirectory, nil) }
        // A repository can name another work tree than the one that it was found in.
        let top = try requireFolder(git_repository_workdir(repository), "git_repository_workdir")
        guard top == given else {
            throw GitError(
                .notARepository,
                operation: "open",
                message: "\(given): the work tree of this repository is elsewhere",
                hint: "name the top of the work tree"
            )
        }
        return (gitDirectory, top)
    }

    deinit { git_repository_free(handle) }

    /// What `HEAD` stands for.
    package borrowing func head() throws(GitError) -> Head {
        let repository = handle
        let reference: OpaquePointer
        do throws(GitError) {
            reference = try Libgit2.made("git_repository_head") { git_repository_head(&$0, repository) }
        } catch  where error.code == .unbornHead || error.code == .notFound {
            throw GitError(
                .unbornHead,
                operation: error.operation,
                message: "the repository has no commit yet",
                hint: "commit something first"
            )
        }
        defer { git_reference_free(reference) }
        let commit = try Libgit2.made("git_reference_peel") { git_reference_peel(&$0, reference, GIT_OBJECT_COMMIT) }
        defer { git_object_free(commit) }
        guard let oid = git_object_id(commit),
            let id = withUnsafeBytes(of: oid.pointee.id, { ObjectID(raw: $0) })
        else { throw GitError(.library, operation: "git_object_id", message: "a commit without a name") }
        let name = git_reference_name(reference).map { String(cString: $0) }
        return Head(branch: name.flatMap { RefName($0) }, commit: id)
    }

    /// The URL of the remote `origin` without user name, password, query and fragment; `nil` if there is none.
    package borrowing func originURL() throws(GitError) -> String? {
        let repository = handle
        let remote: OpaquePointer
        do throws(GitError) {
            remote = try Libgit2.made("git_remote_lookup") { git_remote_lookup(&$0, repository, "origin") }
        } catch  where error.code == .notFound { return nil }
        defer { git_remote_free(remote) }
        return git_remote_url(remote).map { RemoteURL.withoutSecrets(String(cString: $0)) }
    }

    /// What is staged, changed or untracked and not ignored; nothing in a bare repository.
    ///
    /// The user's own ignore file (`core.excludesFile`) is not read, so what it hides from `git status` is listed here.
    package borrowing func changes(listing length: Int = defaultListLength) throws(GitError) -> Changes {
        guard workTree != nil else { return Changes(paths: [], count: 0) }
        let repository = handle
        var options = git_status_options()
        try Libgit2.check("git_status_options_init") {
            git_status_options_init(&options, UInt32(GIT_STATUS_OPTIONS_VERSION))
        }
        options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR
        options.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED.rawValue | GIT_STATUS_OPT_INCLUDE_UNREADABLE.rawValue
        let list = try Libgit2.made("git_status_list_new") { git_status_list_new(&$0, repository, &options) }
        defer { git_status_list_free(list) }
        let count = git_status_list_entrycount(list)
        var paths: [String] = []
        for index in 0..<min(count, max(length, 0)) {
            guard let entry = git_status_byindex(list, index) else { continue }
            let delta = entry.pointee.index_to_workdir ?? entry.pointee.head_to_index
            guard let path = delta?.pointee.new_file.path ?? delta?.pointee.old_file.path else { continue }
            paths.append(String(cString: path).printable)
        }
        return Changes(paths: paths, count: count)
    }

    private static func explained(_ error: GitError, path: String) -> GitError {
        // libgit2 1.5 says of a repository of another user that the setting which would allow it was not found.
        let code = error.message.contains("safe.directory") ? GitError.Code.ownership : error.code
        return switch code {
        case .notFound:
            GitError(
                .notARepository,
                operation: error.operation,
                message: "\(path): not a git repository",
                hint: "name the top of a git work tree, or a bare repository"
            )
        case .ownership:
            GitError(
                .ownership,
                operation: error.operation,
                message: "\(path): the repository belongs to another user",
                hint: "run as its owner, or build a clone of your own; safe.directory is not consulted"
            )
        default: error
        }
    }

    private static func requireFolder(_ pointer: UnsafePointer<CChar>?, _ operation: String) throws(GitError) -> String
    {
        guard let pointer, let path = resolved(String(cString: pointer)) else {
            throw GitError(.library, operation: operation, message: "a repository without a folder")
        }
        return path
    }

    /// The path with links resolved, without a slash at its end.
    private static func resolved(_ path: String) -> String? {
        guard let pointer = realpath(path, nil) else { return nil }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}

extension GitError.Code {
    /// A directory holds no repository that can be read.
    package static let notARepository = GitError.Code("notARepository")
}
