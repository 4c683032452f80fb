import StrictJSON

/// What the builder decided or found; `internalParameters` besides the remote that a local repository claims.
package struct BuilderParameters: Equatable, Sendable {
    /// The programs that were really used.
    package var tools: [Tool]
    /// The limits under which the build ran.
    package var limits: BuildLimits
    /// Which phases could reach the network.
    package var network: NetworkUse
    /// What came through the proxy of the fetch phase.
    package var fetches: [RecordedFetch]
    /// Every other setting that affects the output.
    package var settings: [String: String]
    /// The number of builds since the machine booted, this one included: 1 for a machine that builds once.
    package var buildsSinceBoot: Int

    /// Makes a description.
    package init(
        tools: [Tool],
        limits: BuildLimits,
        network: NetworkUse,
        fetches: [RecordedFetch],
        settings: [String: String],
        buildsSinceBoot: Int
    ) {
        self.tools = tools
        self.limits = limits
        self.network = network
        self.fetches = fetches
        self.settings = settings
        self.buildsSinceBoot = buildsSinceBoot
    }

    init(_ reader: inout ObjectReader, at path: String) throws(JSONError) {
        tools = try reader.elements("tools", at: path) { value, path throws(JSONError) in
            try Tool(json: value, at: path)
        }
        limits = try BuildLimits(json: reader.value("limits"), at: "\(path).limits")
        network = try NetworkUse(json: reader.value("network"), at: "\(path).network")
        fetches = try reader.elements("fetches", at: path) { value, path throws(JSONError) in
            try RecordedFetch(json: value, at: path)
        }
        settings = try reader.dictionary("settings", at: path)
        buildsSinceBoot = try reader.integer("buildsSinceBoot")
    }

    func write(to object: inout JSONObject) {
        object["tools"] = .array(tools.map(\.json))
        object["limits"] = limits.json
        object["network"] = network.json
        object["fetches"] = .array(fetches.map(\.json))
        object["settings"] = .dictionary(settings)
        object["buildsSinceBoot"] = .integer(buildsSinceBoot)
    }
}
