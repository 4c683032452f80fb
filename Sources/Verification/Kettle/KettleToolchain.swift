/// What Kettle built with; it decides which members a provenance has.
enum KettleToolchain: String, Sendable, CaseIterable {
    case cargo, nix, pnpm

    /// The `buildType` of its provenances.
    var buildType: String { "https://lunal.dev/kettle/\(rawValue)@v1" }

    /// The lock file, whose digest is recorded.
    var lockfile: String {
        switch self {
        case .cargo: "Cargo.lock"
        case .nix: "flake.lock"
        case .pnpm: "pnpm-lock.yaml"
        }
    }

    /// The programs whose version is recorded.
    var tools: [String] {
        switch self {
        case .cargo: ["cargo", "rustc", "kettle"]
        case .nix: ["nix", "kettle"]
        case .pnpm: ["pnpm", "node", "kettle"]
        }
    }
}
