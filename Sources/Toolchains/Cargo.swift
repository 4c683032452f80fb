/// Rust projects with a `Cargo.lock`.
struct Cargo: Ecosystem {
    static let name = "cargo"
    static let marker = "Cargo.toml"

    static func recipe(for files: ProjectFiles) throws(PlanError) -> Recipe? {
        guard try files.requireFile(marker) else { return nil }
        guard try files.requireFile("Cargo.lock") else {
            throw PlanError(
                .unsupported,
                "Cargo.toml is there but Cargo.lock is not: nothing says which dependencies to use",
                hint: "run 'cargo generate-lockfile' and commit Cargo.lock"
            )
        }
        return Recipe(
            toolchain: name,
            fetch: [["cargo", "fetch", "--locked"]],
            commands: [["cargo", "build", "--locked", "--release", "--offline"]],
            products: .executables(
                ProductQuery(
                    kind: .cargo,
                    command: ["cargo", "metadata", "--no-deps", "--offline", "--format-version", "1"],
                    summary: "cargo: executables and C libraries"
                )
            ),
            environment: ["CARGO_TARGET_DIR": Layout.source + "/target"],
            tools: [
                ToolProbe("cargo", locator: ["rustup", "which", "cargo"]),
                ToolProbe("rustc", locator: ["rustup", "which", "rustc"]), ToolProbe("cc"), ToolProbe("ld"),
            ],
            lockFile: "Cargo.lock"
        )
    }
}
