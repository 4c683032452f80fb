package import Builds
import Bytes

/// Which commit a request means, and what can be said about its ref.
package struct RefResolution: Equatable, Sendable {
    /// What the server's refs say about the commit.
    package enum Standing: Equatable, Sendable {
        /// No ref is attested.
        case none
        /// The tag peels to the commit; `object` is the annotated tag, still to be seen to lead to the commit.
        case tag(RefName, object: ObjectID?)
        /// The branch's tip is the commit.
        case branch(RefName)
        /// The branch's tip is another commit, of whose history this one must be shown to be a part.
        case branchIfContained(RefName, tip: ObjectID)
    }

    /// The commit to build.
    package var commit: ObjectID
    /// The ref as the request named it.
    package var requestedRef: String?
    /// What the refs say.
    package var standing: Standing

    /// Compares a request with the server's refs.
    ///
    /// - Parameters:
    ///   - selector: The request.
    ///   - references: Those that ``RefSelector/prefixes`` select.
    ///   - isEmpty: Whether the repository has no ref at all.
    /// - Throws: ``GitError/Code/refNotFound`` or ``GitError/Code/emptyRepository`` where no commit is known either.
    package init(_ selector: RefSelector, references: [RemoteReference], isEmpty: Bool) throws(GitError) {
        requestedRef = selector.requestedRef
        if isEmpty, selector.commit == nil {
            throw GitError(.emptyRepository, operation: "ls-refs", message: "the repository has no commit yet")
        }
        guard let found = try Self.find(selector, references) else {
            guard let commit = selector.commit else { throw Self.notFound(selector) }
            (self.commit, standing) = (commit, .none)
            return
        }
        let (name, reference) = found
        let target = reference.peeled ?? reference.id
        // A push of an annotated tag names the tag object; what is built is the commit that it leads to.
        commit = selector.commit.flatMap { $0 == reference.id ? nil : $0 } ?? target
        switch name.kind {
        case .tag:
            standing = target == commit ? .tag(name, object: reference.peeled == nil ? nil : reference.id) : .none
        case .branch: standing = target == commit ? .branch(name) : .branchIfContained(name, tip: target)
        }
    }

    private static func find(
        _ selector: RefSelector,
        _ references: [RemoteReference]
    ) throws(GitError) -> (RefName, RemoteReference)? {
        func named(_ name: RefName?) -> (RefName, RemoteReference)? {
            guard let name, let reference = references.first(where: { $0.name.hasBytes(of: name.description) })
            else { return nil }
            return (name, reference)
        }
        switch selector.kind {
        case .commit: return nil
        case .full(let name): return named(name)
        case .short(let name): return named(.tag(name)) ?? named(.branch(name))
        case .head:
            guard let head = references.first(where: { $0.name == "HEAD" }) else { return nil }
            guard let target = head.symbolicTarget.flatMap({ RefName($0) }) else {
                throw GitError(.refNotFound, operation: "ls-refs", message: "the repository's HEAD names no branch")
            }
            return (target, head)
        }
    }

    private static func notFound(_ selector: RefSelector) -> GitError {
        let name = GitError.printable((selector.requestedRef ?? "HEAD").utf8, limit: 100)
        return GitError(.refNotFound, operation: "ls-refs", message: "the repository has no branch or tag '\(name)'")
    }

    /// What to ask for so that the commit can be built: itself, and the annotated tag that is said to lead to it.
    package func sourceRequest(fullHistory: Bool) -> FetchRequest {
        var wants = [commit]
        if case .tag(_, let object?) = standing { wants.append(object) }
        return FetchRequest(wants: wants, depth: fullHistory ? nil : 1, includesTags: fullHistory)
    }

    /// What to ask for besides, so that the branch can be shown to contain the commit; `nil` if nothing is to be shown.
    package var containmentRequest: FetchRequest? {
        guard case .branchIfContained(_, let tip) = standing else { return nil }
        return FetchRequest(wants: [tip], haves: [commit], filter: .trees)
    }

    /// The ref that may be attested, by what was read from the objects themselves.
    ///
    /// - Parameters:
    ///   - peel: The commit that an annotated tag leads to, by the bytes of the tag.
    ///   - isAncestor: Whether the second commit is the first one or part of its history, by the bytes of the commits.
    /// - Returns: The ref, or `nil` if none can be attested.
    /// - Throws: What the arguments throw.
    package func attestedRef<Failure: Error>(
        peel: (_ tag: ObjectID) throws(Failure) -> ObjectID,
        isAncestor: (_ tip: ObjectID, _ commit: ObjectID) throws(Failure) -> Bool
    ) throws(Failure) -> RefName? {
        switch standing {
        case .none: nil
        case .tag(let name, nil): name
        case .tag(let name, let object?): try peel(object) == commit ? name : nil
        case .branch(let name): name
        case .branchIfContained(let name, let tip): try isAncestor(tip, commit) ? name : nil
        }
    }

    /// The annotated tag behind the ref, where there is one.
    package var tagObject: ObjectID? {
        if case .tag(_, let object) = standing { object } else { nil }
    }
}
