import StrictJSON

/// Which phases of a build could reach the network.
package struct NetworkUse: Equatable, Sendable {
    /// What a phase could reach.
    package enum Access: String, Sendable, CaseIterable {
        /// Nothing.
        case none
        /// Public addresses through the filtering, recording proxy.
        case recorded
    }

    /// The phase that gets dependencies.
    package var fetch: Access
    /// The phase that builds.
    package var build: Access

    /// Makes a description.
    package init(fetch: Access, build: Access) {
        self.fetch = fetch
        self.build = build
    }

    init(json: JSONValue, at path: String) throws(JSONError) {
        var reader = try ObjectReader(json, at: path)
        let phases = (Access(rawValue: try reader.string("fetch")), Access(rawValue: try reader.string("build")))
        try reader.finish()
        guard case let (fetch?, build?) = phases else {
            throw JSONError(.wrongType, "\(path): expected \"none\" or \"recorded\"")
        }
        self.init(fetch: fetch, build: build)
    }

    var json: JSONValue { ["fetch": .string(fetch.rawValue), "build": .string(build.rawValue)] }
}
