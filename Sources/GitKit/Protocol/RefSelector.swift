package import Builds
import Bytes

/// What a request asks to have built, read once and strictly.
package struct RefSelector: Equatable, Sendable {
    enum Kind: Equatable {
        case head
        case commit(ObjectID)
        case full(RefName)
        case short(String)
    }

    let kind: Kind
    /// The ref as the request named it.
    package let requestedRef: String?
    /// The commit that the event named.
    package let commit: ObjectID?

    /// Reads a request.
    ///
    /// - Parameters:
    ///   - ref: A full ref, a branch's or tag's short name, a commit's 40 digits, or `nil` for the default branch.
    ///   - commit: The commit that is to be built, whatever `ref` points to by now.
    /// - Throws: ``GitError/Code/invalidRef`` for a name that is not well formed, looks like an option or lies elsewhere.
    package init(ref: String?, commit: ObjectID?) throws(GitError) {
        requestedRef = ref
        if let ref, ref != "HEAD" {
            if let id = ObjectID(ref.lowercased()) {
                guard commit == nil || commit == id else {
                    throw Self.invalid(
                        "the ref is commit \(id) but the commit to build is \(commit.map(String.init) ?? "")"
                    )
                }
                kind = .commit(id)
            } else if ref.after(prefix: "refs/") != nil {
                guard let name = RefName(ref) else {
                    throw Self.invalid("want a branch or tag under refs/heads/ or refs/tags/, got \(Self.quoted(ref))")
                }
                kind = .full(name)
            } else {
                guard RefName.branch(ref) != nil else {
                    throw Self.invalid("\(Self.quoted(ref)) is not a well-formed name of a branch, tag or commit")
                }
                kind = .short(ref)
            }
        } else {
            kind = commit.map { ref == nil ? .commit($0) : .head } ?? .head
        }
        if case .commit(let id) = kind { self.commit = id } else { self.commit = commit }
    }

    /// The prefixes to list refs by.
    package var prefixes: [String] {
        switch kind {
        case .head: ["HEAD"]
        case .commit: ["HEAD"]
        case .full(let name): [name.description, "HEAD"]
        case .short(let name): ["refs/tags/\(name)", "refs/heads/\(name)", "HEAD"]
        }
    }

    private static func quoted(_ text: String) -> String { "'\(GitError.printable(text.utf8, limit: 100))'" }

    private static func invalid(_ message: String) -> GitError {
        GitError(.invalidRef, operation: "ref", message: message)
    }
}

extension String {
    fileprivate init(_ id: ObjectID) { self = id.description }
}
