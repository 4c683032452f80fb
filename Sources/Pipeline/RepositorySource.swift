import Builds
import Files
import GitKit
import Sandbox
import Settings
import Toolchains

/// A commit of a repository, asked for over git's protocol and recomputed from its bytes.
struct RepositorySource: Sendable {
    let transport: GitTransport
    /// The URL that is attested; `nil` for a repository on the builder's own disk.
    let url: String?
    /// The URL or path that the project is called after.
    let place: String
    let workspace: Workspace
    let child: IsolatedChild
    let log: BuildLog
    /// Whether the outcome is to be published, so that a tag that moved ends the build before it began.
    var isRelease = false

    func run(_ selector: RefSelector, claimedURL: String?) async throws -> PreparedSource {
        let client = try await UploadPackClient(transport)
        if isRelease { try await requireTag(client.resolve(selector)) }
        var remote = try await client.fetchSource(selector, into: workspace.packs)
        var (source, files) = try await checkOut(remote)
        if try configuration(files).history == .full {
            log.info("Fetching the full history")
            try prepareForHistory()
            remote = try await client.fetchSource(selector, fullHistory: true, into: workspace.packs)
            (source, files) = try await checkOut(remote)
            try await GitFolder(workspace: workspace).write(commit: source.commit.id, client: client)
        }
        let ref = url == nil ? nil : try await attestedRef(remote)
        let identity = SourceIdentity(
            origin: .repository(
                SourceIdentity.Repository(
                    url: url,
                    claimedURL: url == nil ? claimedURL : nil,
                    ref: ref,
                    requestedRef: remote.resolution.requestedRef,
                    commit: source.commit.id,
                    tree: source.commit.tree,
                    tagObject: remote.resolution.tagObject
                )
            ),
            treeSHA256: source.treeSHA256,
            submodules: source.submodules.map { String(decoding: $0.path, as: UTF8.self) },
            lfsPointers: source.lfsPointers.map { String(decoding: $0, as: UTF8.self) }
        )
        report(identity)
        return PreparedSource(identity: identity, files: ProjectFiles(files), name: name(remote.resolution))
    }

    private func requireTag(_ resolution: RefResolution) throws {
        guard case .tag = resolution.standing else {
            throw BuildFailure(
                .tagMoved,
                "\(resolution.requestedRef ?? "the ref") is not a tag that points to \(resolution.commit)",
                hint: "push the tag again to build what it points to now"
            )
        }
    }

    private func checkOut(_ remote: RemoteSource) async throws -> (VerifiedSource, RootFiles) {
        let (commit, target) = (remote.resolution.commit, workspace.source)
        return try await child.run(
            .source(commit),
            input: remote.pack.path,
            writable: [Sandbox.Bind(workspace.objects, at: IsolatedWork.objects)]
        ) { stream in
            let result = try ObjectStreamReader(stream).read(
                commit: commit,
                into: TreeWriter(into: Directory(path: target))
            )
            return (result.source, result.output)
        }
    }

    /// Empties what the first, shallow fetch left.
    private func prepareForHistory() throws {
        for path in [workspace.source, workspace.packs, workspace.objects, workspace.history] {
            try Directory(path: path).removeContents()
        }
        for path in [workspace.objects, workspace.history] { try Directory(path: path).makeDirectory("pack") }
    }

    private func configuration(_ files: RootFiles) throws -> RepositoryConfiguration {
        try PlanStep.configuration(ProjectFiles(files)).value
    }

    /// The ref, if the repository shows that it points to the commit or contains it.
    private func attestedRef(_ remote: RemoteSource) async throws -> RefName? {
        switch remote.resolution.standing {
        case .none: return nil
        case .tag(let name, nil), .branch(let name): return name
        case .tag(let name, let object?):
            let leads = try await child.run(
                .tags(object),
                readOnly: [Sandbox.Bind(workspace.objects, at: IsolatedWork.objects)]
            ) { stream in try TagChainReader.peel(object, reading: stream) }
            return leads == remote.resolution.commit ? name : nil
        case .branchIfContained(let name, let tip):
            guard let history = remote.history else { return nil }
            let commit = remote.resolution.commit
            let isContained = try await child.run(
                .history(commit: commit, tip: tip),
                input: history.path,
                writable: [Sandbox.Bind(workspace.history, at: IsolatedWork.objects)]
            ) { stream in try CommitChainReader.proves(commit: commit, isReachableFrom: tip, reading: stream) }
            return isContained ? name : nil
        }
    }

    /// The project's name and its tag's, or the beginning of the commit's; it names files and proves nothing.
    private func name(_ resolution: RefResolution) -> String {
        let last = place.split(separator: "/").last.map(String.init) ?? "project"
        let project = last.hasSuffix(".git") ? String(last.dropLast(4)) : last
        guard case .tag(let tag, _) = resolution.standing else {
            return "\(project)-\(resolution.commit.description.prefix(12))"
        }
        return "\(project)-\(tag.shortName)"
    }

    private func report(_ identity: SourceIdentity) {
        guard let repository = identity.repository else { return }
        log.info("Commit \(repository.commit), tree \(repository.tree)")
        if let ref = repository.ref {
            log.info("Verified: \(ref) \(ref.kind == .tag ? "points to" : "contains") the commit")
        } else if let requested = repository.requestedRef {
            log.info("Not attested: the ref '\(requested)' was not shown to lead to the commit")
        }
        for path in identity.submodules { log.info("Not fetched: the submodule \(path)") }
        for path in identity.lfsPointers { log.info("Not fetched: the Git LFS content of \(path)") }
    }
}

extension ProjectFiles {
    /// The same, as planning looks at it.
    init(_ files: RootFiles) {
        var entries: [String: Entry] = [:]
        for name in files.names {
            switch files.entry(name) {
            case .file(let bytes)?: entries[name] = .file(bytes)
            case .tooLarge?: entries[name] = .tooLarge
            case .symlink?: entries[name] = .symbolicLink
            case .directory?: entries[name] = .directory
            case .submodule?: entries[name] = .submodule
            case nil: continue
            }
        }
        self.init(entries)
    }
}
