/// What Kettle built with; it decides which members a provenance has.
enum KettleToolchain: String, Sendable, CaseIterable {
    case cargo, nix, pnpm

    /// The `buildType` that stands for all of them.
    static let commonBuildType = "https://confidential.ai/attested-builds/v1"

    /// The `buildType` of its own.
    var buildType: String { "https://lunal.dev/kettle/\(rawValue)@v1" }

    /// The one that a provenance names, by its `buildType` or else by the tools that it records.
    init?(buildType: String, records: (_ tool: String) -> Bool) {
        let named = Self.allCases.first {
            buildType == $0.buildType || buildType == Self.commonBuildType && records($0.rawValue)
        }
        guard let named else { return nil }
        self = named
    }

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
