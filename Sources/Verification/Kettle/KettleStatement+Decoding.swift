import Builds
import Provenance
import StrictJSON

import struct FoundationEssentials.Date

extension KettleStatement {
    /// Reads the file strictly; throws what is wrong with it, in one line.
    init(decoding bytes: [UInt8]) throws(JSONError) {
        try self.init(json: JSONParser.parse(bytes, sizeLimit: Statement.sizeLimit))
    }

    private init(json: JSONValue) throws(JSONError) {
        var statement = try KettleReader.statement(json)
        try statement.constant("_type", "https://in-toto.io/Statement/v1")
        try statement.constant("predicateType", "https://slsa.dev/provenance/v1")
        subjects = try Self.subjects(&statement)
        var predicate = try statement.object("predicate")
        try statement.finish()
        var definition = try predicate.object("buildDefinition")
        var details = try predicate.object("runDetails")
        try predicate.finish()

        let buildType = try definition.text("buildType")
        var external = try definition.object("externalParameters")
        _ = try external.text("buildCommand")
        var source = try external.object("source")
        try external.finish()
        sourceURI = try source.text("uri")
        var digest = try source.object("digest")
        try source.finish()
        commit = try digest.parsed("gitCommit", "the name of a git object") { ObjectID($0) }
        tree = try digest.parsed("gitTree", "the name of a git object") { ObjectID($0) }
        try digest.finish()

        var withoutDigest: [String] = []
        var inner = try definition.object("internalParameters")
        lockfile = try inner.sha256("lockfileHash")
        var tools = try inner.object("toolchain")
        guard let toolchain = KettleToolchain(buildType: buildType, records: tools.has) else {
            throw JSONError(.wrongType, "\(definition.path).buildType: not one of Kettle's")
        }
        self.toolchain = toolchain
        try Self.readTools(&tools, toolchain, &withoutDigest)
        if toolchain == .nix { try Self.readFlake(&inner) }
        try inner.finish()
        for var dependency in try definition.objects("resolvedDependencies") {
            try Self.readDependency(&dependency, toolchain, &withoutDigest)
        }
        try definition.finish()
        self.withoutDigest = withoutDigest

        var builder = try details.object("builder")
        builderID = try builder.text("id")
        try builder.finish()
        for var product in try details.objects("byproducts") {
            _ = try product.text("name")
            _ = try product.sha256("digest")
            try product.finish()
        }
        var metadata = try details.object("metadata")
        try details.finish()
        invocationID = try metadata.text("invocationId")
        _ = try metadata.parsed("startedOn", "a time") { Date(rfc3339: $0) }
        finishedOn = try metadata.parsed("finishedOn", "a time") { Date(rfc3339: $0) }
        try metadata.finish()
    }

    /// The artifacts: Kettle takes any text for a name, and lets the list be empty.
    private static func subjects(_ statement: inout KettleReader) throws(JSONError) -> [Subject] {
        var subjects: [Subject] = []
        var names: Set<String> = []
        for var subject in try statement.objects("subject") {
            let name = try subject.parsed("name", "the base name of an artifact") { ArtifactName($0) }
            let sha256 = try subject.sha256("digest")
            try subject.finish()
            guard names.insert(name.description.lowercased()).inserted else {
                throw JSONError(.wrongType, "\(subject.path): the name \(name) stands twice")
            }
            subjects.append(Subject(name: name, sha256: sha256))
        }
        guard !subjects.isEmpty else { throw JSONError(.wrongType, "provenance.subject: names no artifact") }
        return subjects
    }

    private static func readTools(
        _ tools: inout KettleReader,
        _ toolchain: KettleToolchain,
        _ withoutDigest: inout [String]
    ) throws(JSONError) {
        for name in toolchain.tools {
            var tool = try tools.object(name)
            _ = try tool.text("version")
            if try !tool.isDigest("digest") { withoutDigest.append(name) }
            try tool.finish()
        }
        try tools.finish()
    }

    /// What only builds with nix have.
    private static func readFlake(_ inner: inout KettleReader) throws(JSONError) {
        if inner.has("evaluation") {
            var evaluation = try inner.object("evaluation")
            _ = try evaluation.count("derivationCount")
            _ = try evaluation.count("fetchCount")
            try evaluation.finish()
        }
        guard inner.has("flakeInputs") else { return }
        for var input in try inner.objects("flakeInputs") {
            _ = try input.text("name")
            _ = try input.text("narHash")
            try input.finish()
        }
    }

    private static func readDependency(
        _ dependency: inout KettleReader,
        _ toolchain: KettleToolchain,
        _ withoutDigest: inout [String]
    ) throws(JSONError) {
        let name = try dependency.text("name")
        _ = try dependency.text("uri")
        if try !dependency.isDigest("digest") { withoutDigest.append(name) }
        if toolchain == .nix, dependency.has("annotations") {
            var annotations = try dependency.object("annotations")
            for name in ["drvPath", "outputHashMode", "url", "urls"] where annotations.has(name) {
                try annotations.textOrTexts(name)
            }
            try annotations.finish()
        }
        try dependency.finish()
    }
}
