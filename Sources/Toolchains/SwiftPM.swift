/// Swift packages.
struct SwiftPM: Ecosystem {
    static let name = "swiftpm"
    static let marker = "Package.swift"

    static func recipe(for files: ProjectFiles) throws(PlanError) -> Recipe? {
        guard try files.requireFile(marker) else { return nil }
        try files.requireNothing(at: ".build")
        // The package manager's own sandbox cannot be nested in this one, which is the stricter of the two.
        return Recipe(
            toolchain: name,
            // Versions that are pinned are the ones to use, whatever is newer by now.
            fetch: [
                ["swift", "package", "--disable-sandbox"]
                    + (files.hasFile("Package.resolved") ? ["--force-resolved-versions"] : []) + ["resolve"]
            ],
            commands: [
                ["swift", "build", "-c", "release", "--disable-sandbox", "--disable-automatic-resolution"]
            ],
            products: .executables(
                ProductQuery(
                    kind: .swiftPM,
                    command: ["swift", "package", "--disable-sandbox", "describe", "--type", "json"],
                    summary: "swiftpm: executable products"
                )
            ),
            tools: [ToolProbe("swift"), ToolProbe("swiftc"), ToolProbe("clang"), ToolProbe("ld")],
            mounts: [Layout.swift],
            lockFile: "Package.resolved"
        )
    }
}
