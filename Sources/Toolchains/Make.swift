/// Projects with a plain `Makefile` that knows how to install.
struct Make: Ecosystem {
    static let name = "make"
    static let marker = "Makefile"

    static func recipe(for files: ProjectFiles) throws(PlanError) -> Recipe? {
        guard try files.requireFile(oneOf: ["Makefile", "GNUmakefile", "makefile"]) else { return nil }
        return Recipe(
            toolchain: name,
            commands: [MakeLike.build, MakeLike.install + ["PREFIX=/usr/local", "prefix=/usr/local"]],
            products: .installed,
            tools: MakeLike.tools,
            mounts: []
        )
    }
}
