import Builds
import Files
import Provenance
import Sandbox
import Settings
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
        if let name = plan.recipe.lockFile { fetched.lockFile = try lockFile(name, source) }
        switch plan.recipe.toolchain {
        case "cargo": fetched.dependencies = try await crates(plan.recipe, fetched.lockFile ?? [])
        case "swiftpm": fetched.dependencies = try packages(fetched.lockFile)
        default: break
        }
        return fetched
    }

    /// The lock file as it was committed, or as the package manager wrote it where none was.
    private func lockFile(_ name: String, _ source: PreparedSource) throws -> [UInt8]? {
        switch source.files[name] {
        case .file(let bytes)?: return bytes
        case nil:
            do throws(FileError) {
                let file = try Directory(path: runner.workspace.source).file(name)
                return try file.readToEnd(limit: Self.lockFileLimit)
            } catch {
                guard error.code == .notFound else {
                    throw BuildFailure(.sourceInvalid, "\(name), as fetching left it: \(error.message)")
                }
                return nil
            }
        case .tooLarge?, .symbolicLink?, .directory?, .submodule?:
            throw BuildFailure(.sourceInvalid, "\(name) must be a regular file of at most \(Self.lockFileLimit) bytes")
        }
    }

    private func crates(_ recipe: Recipe, _ lockFile: [UInt8]) async throws -> [ResolvedDependency] {
        let answer = try await runner.ask(LocatedPackage.query, recipe: recipe, limit: LocatedPackage.answerLimit)
        // Cargo may print warnings before the answer; nothing that is not JSON is looked at.
        let json = answer.firstIndex(of: UInt8(ascii: "{")).map { Array(answer[$0...]) } ?? []
        return try CargoDependencies(workspace: runner.workspace, toolchains: runner.toolchains)
            .resolve(CargoLock(lockFile), located: LocatedPackage.read(json))
    }

    private func packages(_ lockFile: [UInt8]?) throws -> [ResolvedDependency] {
        try lockFile.map(ResolvedDependency.swiftPM) ?? []
    }

    /// What a sandbox with network may reach.
    static func policy(_ settings: PipelineSettings) -> FetchPolicy {
        var policy = FetchPolicy()
        policy.exceptions = Set(
            settings.privateRegistries.map { FetchPolicy.Endpoint(host: $0.host, port: $0.port) }
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
