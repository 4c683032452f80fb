import Builds
import Files
import Provenance
import Sandbox
import Toolchains

/// Step 3: lets the project get its dependencies, through the recording proxy and nothing else.
struct FetchStep: Sendable {
    /// What came in.
    struct Fetched: Sendable {
        /// What the lock file pins.
        var dependencies: [ResolvedDependency] = []
        /// What went through the proxy.
        var requests: [RecordedFetch] = []
        /// The lock file's bytes, where there is one.
        var lockFile: [UInt8]?
    }

    /// The largest lock file, in bytes.
    private static let lockFileLimit = 8 << 20

    let runner: BuildRunner
    let settings: PipelineSettings

    func run(_ plan: PlanStep.Plan, source: PreparedSource) async throws -> Fetched {
        var fetched = Fetched()
        if !plan.recipe.fetch.isEmpty {
            let proxy = try FetchProxy(policy: Self.policy(settings))
            let result = try await runner.run(plan.recipe.fetch, phase: .fetch, plan: plan, network: .proxy(proxy))
            fetched.requests = try result.requests.map(Self.recorded)
        }
        guard let name = plan.recipe.lockFile else { return fetched }
        // What was committed counts; a file that a fetch wrote over it does not.
        guard case .file(let bytes)? = source.files[name] else {
            throw BuildFailure(.sourceInvalid, "\(name) is larger than \(Self.lockFileLimit) bytes")
        }
        fetched.lockFile = bytes
        fetched.dependencies = try ResolvedDependency.read(name, bytes)
        return fetched
    }

    /// What a sandbox with network may reach.
    static func policy(_ settings: PipelineSettings) -> FetchPolicy {
        var policy = FetchPolicy()
        policy.exceptions = Set(
            settings.allowedPrivateHosts.compactMap { text in
                guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
                    return nil
                }
                return FetchPolicy.Endpoint(host: String(text[..<colon]), port: port)
            }
        )
        return policy
    }

    static func recorded(_ request: FetchRequest) throws -> RecordedFetch {
        let path = request.path?.prefix { $0 != "?" && $0 != "#" } ?? "/"
        return RecordedFetch(
            url: "\(request.scheme)://\(request.host):\(request.port)\(path)",
            sha256: nil,
            size: request.received
        )
    }
}
