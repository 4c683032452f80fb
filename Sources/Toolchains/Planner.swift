package import Settings

/// Decides how a project is built: `.assay.yaml` where it says so, detection otherwise.
package enum Planner {
    /// The plan for a project with these files at its top; where there is no `.assay.yaml`, `configuration` is a value
    /// without content.
    package static func plan(
        for files: ProjectFiles,
        configuration: RepositoryConfiguration
    ) throws(PlanError) -> Recipe {
        if let command = configuration.command {
            return self.recipe(command: command, configuration: configuration)
        }
        guard var recipe = try detect(files) else { throw unsupported(files) }
        if !configuration.artifacts.isEmpty { recipe.products = .patterns(configuration.artifacts) }
        recipe.environment.merge(configuration.environment) { _, configured in configured }
        return recipe
    }

    private static func detect(_ files: ProjectFiles) throws(PlanError) -> Recipe? {
        for ecosystem in Ecosystems.all {
            if let recipe = try ecosystem.recipe(for: files) { return recipe }
        }
        return nil
    }

    private static func recipe(command: [String], configuration: RepositoryConfiguration) -> Recipe {
        let programs = ([configuration.fetch?.first, command.first].compactMap(\.self) + ["cc", "ld"])
            .filter { !$0.contains("/") }
        var seen: Set<String> = []
        return Recipe(
            toolchain: "command",
            fetch: configuration.fetch.map { [$0] } ?? [],
            commands: [command],
            products: .patterns(configuration.artifacts),
            environment: configuration.environment,
            tools: programs.filter { seen.insert($0).inserted }.map { ToolProbe.selected($0) },
            mounts: nil
        )
    }

    private static func unsupported(_ files: ProjectFiles) -> PlanError {
        let markers = Ecosystems.all.map { $0.marker }.joined(separator: ", ")
        let found = files.names.prefix(20).joined(separator: ", ")
        return PlanError(
            .unsupported,
            "nothing says how to build this: looked for .assay.yaml, \(markers); found \(found.isEmpty ? "no file" : found)",
            hint: "add .assay.yaml, for example: build: {command: [make, dist], artifacts: [\"dist/*\"]}"
        )
    }
}
