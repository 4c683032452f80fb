import Builds
import CurlKit
import Files
import GitKit
import Sandbox
import Settings
import Toolchains

/// Step 1: fetches exactly the commit that was asked for and checks every byte of it.
struct SourceStep: Sendable {
    let job: PipelineJob
    let workspace: Workspace
    let child: IsolatedChild
    let log: BuildLog

    /// Fills ``Workspace/source``.
    func run() async throws -> PreparedSource {
        switch job.request.source {
        case .repository(let request): try await repository(request)
        case .local(let request): try await local(request)
        case .upload(let request):
            try await UploadSource(job: job, workspace: workspace, child: child, log: log).run(request)
        }
    }

    private func repository(_ request: RepositoryRequest) async throws -> PreparedSource {
        guard let allowed = SourceAllowList.reading(job.settings.allowedSources).list.allowed(request.url) else {
            throw BuildFailure(
                .sourceNotAllowed,
                "the builder's configuration does not allow this repository",
                hint: "source.allow in the configuration, or ASSAY_SOURCE_ALLOW, lists what may be fetched"
            )
        }
        log.info("Fetching \(allowed.url)")
        let git = RepositorySource(
            transport: try transport(allowed),
            url: allowed.url.description,
            place: allowed.url.description,
            workspace: workspace,
            child: child,
            log: log,
            isRelease: job.request.publish
        )
        var source = try await git.run(RefSelector(ref: request.ref, commit: request.commit), claimedURL: nil)
        source.isPublic = try allowed.url.scheme != .file && credential(allowed) == nil
        return source
    }

    private func local(_ request: LocalRequest) async throws -> PreparedSource {
        let repository = try LocalRepository(path: request.path)
        log.info("Reading the local repository")
        let git = RepositorySource(
            transport: .local(request.path),
            url: nil,
            place: request.path,
            workspace: workspace,
            child: child,
            log: log
        )
        let selector = try RefSelector(ref: request.ref, commit: request.commit)
        let claimedURL = try repository.originURL()
        return try await git.run(selector, claimedURL: claimedURL)
    }

    private func transport(_ allowed: SourceAllowList.Allowed) throws -> GitTransport {
        if allowed.url.scheme == .file { return .local("/" + allowed.url.path.joined(separator: "/")) }
        let url = try HTTPURL(allowed.url.description)
        let list = SourceAllowList.reading(job.settings.allowedSources).list
        let endpoints: Set<String> = allowed.mayBePrivate ? [url.origin.endpoint] : []
        let client = HTTPClient(
            configuration: HTTPClient.Configuration(
                userAgent: "git/assay",
                addresses: .publicOnly(except: endpoints)
            )
        )
        let credential = try credential(allowed)
        // The requested repository is what gets attested; only its own server may say that it is called otherwise now.
        let limit = min(GitTransport.defaultTimeLimit, .seconds(job.settings.timeoutSeconds))
        return .http(client, repository: url, credential: credential, within: limit) {
            $0.origin == url.origin && list.allowed($0.description) != nil
        }
    }

    private func credential(_ allowed: SourceAllowList.Allowed) throws -> HTTPCredential? {
        let origin = try HTTPURL(allowed.url.description).origin
        return job.settings.credentials.first { $0.origin == origin.description }.map {
            HTTPCredential(origin: origin, value: $0.authorization)
        }
    }
}
