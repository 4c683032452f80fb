/// Projects with a `CMakeLists.txt`.
struct CMake: Ecosystem {
    static let name = "cmake"
    static let marker = "CMakeLists.txt"

    static func recipe(for files: ProjectFiles) throws(PlanError) -> Recipe? {
        guard try files.requireFile(marker) else { return nil }
        let folder = Layout.root + "/cmake"
        return Recipe(
            toolchain: name,
            commands: [
                ["cmake", "-S", ".", "-B", folder, "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_INSTALL_PREFIX=/usr/local"],
                ["cmake", "--build", folder, "--parallel", "2"],
                ["cmake", "--install", folder],
            ],
            products: .installed,
            environment: ["DESTDIR": Layout.stage],
            tools: [ToolProbe("cmake")] + MakeLike.tools,
            mounts: []
        )
    }
}
