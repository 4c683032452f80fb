/// Rust projects with a `Cargo.lock`.
struct Cargo: Ecosystem {
    static let name = "cargo"
    static let marker = "Cargo.toml"

    /// Cargo gives what it builds a second name, a hard link in `deps`, and an artifact may have only one.
    private static let makeFilesOfTheirOwn = """
        for f in target/release/* target/*/release/*; do
            [ -f "$f" ] && [ ! -h "$f" ] || continue
            cp -p -- "$f" "$f.single" && mv -f -- "$f.single" "$f" || exit 1
        done
        """

    static func recipe(for files: ProjectFiles) throws(PlanError) -> Recipe? {
        guard try files.requireFile(marker) else { return nil }
        guard try files.requireFile("Cargo.lock") else {
            throw PlanError(
                .unsupported,
                "Cargo.toml is there but Cargo.lock is not: nothing says which dependencies to use",
                hint: "run 'cargo generate-lockfile' and commit Cargo.lock"
            )
        }
        try files.requireNothing(at: "target")
        return Recipe(
            toolchain: name,
            fetch: [["cargo", "fetch", "--locked"]],
            commands: [
                ["cargo", "build", "--locked", "--release", "--offline"], ["/bin/sh", "-c", makeFilesOfTheirOwn],
            ],
            products: .executables(
                ProductQuery(
                    kind: .cargo,
                    command: ["cargo", "metadata", "--no-deps", "--offline", "--format-version", "1"],
                    summary: "cargo: executables and C libraries"
                )
            ),
            environment: ["CARGO_TARGET_DIR": Layout.source + "/target"],
            tools: [
                ToolProbe.selected("cargo"), ToolProbe.selected("rustc"), ToolProbe("cc"), ToolProbe("ld"),
            ],
            mounts: [Layout.rustup, Layout.cargoBin],
            lockFile: "Cargo.lock"
        )
    }
}
