import StrictJSON

/// What was run, as `.assay.yaml` or detection decided it.
package struct BuildSteps: Equatable, Sendable {
    /// The toolchain's name, for example `cargo`, or `command` where `.assay.yaml` says what to run.
    package var toolchain: String
    /// The commands of the fetch phase, each as its arguments.
    package var fetch: [[String]]
    /// The commands of the build phase, each as its arguments.
    package var commands: [[String]]
    /// The patterns of the artifacts that were expected.
    package var artifacts: [String]
    /// The environment variables that the project sets.
    package var environment: [String: String]

    /// Makes a description.
    package init(
        toolchain: String,
        fetch: [[String]],
        commands: [[String]],
        artifacts: [String],
        environment: [String: String] = [:]
    ) {
        self.toolchain = toolchain
        self.fetch = fetch
        self.commands = commands
        self.artifacts = artifacts
        self.environment = environment
    }

    init(json: JSONValue, at path: String) throws(JSONError) {
        var reader = try ObjectReader(json, at: path)
        toolchain = try reader.string("toolchain")
        fetch = try Self.commands(reader.array("fetch"), at: "\(path).fetch")
        commands = try Self.commands(reader.array("commands"), at: "\(path).commands")
        artifacts = try reader.strings("artifacts", at: path)
        environment = try reader.dictionary("environment", at: path)
        try reader.finish()
    }

    var json: JSONValue {
        [
            "toolchain": .string(toolchain),
            "fetch": .array(fetch.map(JSONValue.strings)), "commands": .array(commands.map(JSONValue.strings)),
            "artifacts": .strings(artifacts), "environment": .dictionary(environment),
        ]
    }

    private static func commands(_ values: [JSONValue], at path: String) throws(JSONError) -> [[String]] {
        try values.map { value throws(JSONError) in try value.stringElements(at: path) }
    }
}
