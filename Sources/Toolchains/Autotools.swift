/// Projects with a `configure` script, or a `configure.ac` that makes one.
struct Autotools: Ecosystem {
    static let name = "autotools"
    static let marker = "configure or configure.ac"

    static func recipe(for files: ProjectFiles) throws(PlanError) -> Recipe? {
        let hasScript = try files.requireFile("configure")
        guard try files.requireFile(oneOf: ["configure", "configure.ac"]) else { return nil }
        let generate = hasScript ? [] : [["autoreconf", "--force", "--install"]]
        let generators = hasScript ? [] : [ToolProbe("autoreconf"), ToolProbe("automake"), ToolProbe("m4")]
        return Recipe(
            toolchain: name,
            commands: generate + [["./configure", "--prefix=/usr/local"], MakeLike.build, MakeLike.install],
            products: .installed,
            tools: generators + MakeLike.tools,
            mounts: []
        )
    }
}
