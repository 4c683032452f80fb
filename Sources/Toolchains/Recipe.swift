/// How a project is built: what is run, with what, and what should come out.
package struct Recipe: Sendable, Equatable {
    /// Which files become artifacts.
    package enum Products: Sendable, Equatable {
        /// Files that match these patterns, relative to the project; each pattern must match.
        case patterns([String])
        /// Whichever of the executables that the project's own tool names are there; at least one.
        case executables(ProductQuery)
        /// Everything that `make install` and its like put into ``Layout/stage``, packed as one `.tar.gz`.
        case installed
    }

    /// The toolchain's name, for example `cargo`; `command` where `.assay.yaml` says what to run.
    package var toolchain: String
    /// The commands of the fetch phase, which has network through the proxy.
    package var fetch: [[String]]
    /// The commands of the build phase, which has none.
    package var commands: [[String]]
    /// What becomes an artifact.
    package var products: Products
    /// Variables that are set besides those of ``Layout/environment``.
    package var environment: [String: String]
    /// The programs whose path, version and digest are recorded.
    package var tools: [ToolProbe]
    /// The toolchains outside `/usr` that the build sees, by their paths inside; `nil` for all that there are.
    package var mounts: Set<String>?
    /// The lock file that is kept beside the artifacts, where there is one.
    package var lockFile: String?

    init(
        toolchain: String,
        fetch: [[String]] = [],
        commands: [[String]],
        products: Products,
        environment: [String: String] = [:],
        tools: [ToolProbe],
        mounts: Set<String>?,
        lockFile: String? = nil
    ) {
        self.toolchain = toolchain
        self.fetch = fetch
        self.commands = commands
        self.products = products
        self.environment = environment
        self.tools = tools
        self.mounts = mounts
        self.lockFile = lockFile
    }

    /// The patterns as the provenance records them.
    package var artifactPatterns: [String] {
        switch products {
        case .patterns(let patterns): patterns
        case .executables(let query): [query.summary]
        case .installed: ["\(Layout.stage)/**"]
        }
    }
}
