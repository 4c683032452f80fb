import Builds
import Provenance
import StrictJSON
import TestSupport
import Testing

@Suite struct StatementTests {
    @Test func `a statement survives being written and read, whatever its source`() throws {
        for source in [try Samples.fetched(), try Samples.local(), Samples.uploaded()] {
            let statement = try Samples.statement(source)
            #expect(try Statement(decoding: statement.encoded()) == statement)
        }
    }

    @Test func `a commit without a ref is named by the commit`() throws {
        var source = try Samples.fetched()
        var repository = try #require(source.repository)
        repository.ref = nil
        source.origin = .repository(repository)
        let statement = try Samples.statement(source)
        let bytes = try statement.encoded()
        #expect(try Statement(decoding: bytes) == statement)
        let uri = try JSONParser.parse(bytes)["predicate"]?["buildDefinition"]?["resolvedDependencies"]?.array?[0][
            "uri"
        ]
        #expect(uri?.string == "git+https://github.com/owner/repo@" + repository.commit.description)
    }

    @Test func `ordinary SLSA readers find what they look for`() throws {
        let json = try JSONParser.parse(Samples.statement().encoded())
        #expect(json["_type"]?.string == "https://in-toto.io/Statement/v1")
        #expect(json["predicateType"]?.string == "https://slsa.dev/provenance/v1")
        #expect(json["subject"]?.array?[0]["digest"]?["sha256"]?.string == Samples.digest("one").description)
        let definition = try #require(json["predicate"]?["buildDefinition"])
        #expect(definition["buildType"]?.string == "urn:assay:build:v1")
        #expect(definition["externalParameters"]?["repository"]?.string == "https://github.com/owner/repo")
        #expect(definition["externalParameters"]?["ref"]?.string == "refs/tags/v1.0")
        let source = try #require(definition["resolvedDependencies"]?.array?.first)
        #expect(source["uri"]?.string == "git+https://github.com/owner/repo@refs/tags/v1.0")
        #expect(source["digest"]?["gitCommit"]?.string == String(repeating: "a", count: 40))
        #expect(source["digest"]?["sha256"]?.string == Samples.digest("tree").description)
        let details = try #require(json["predicate"]?["runDetails"])
        #expect(details["builder"]?["id"]?.string == "urn:assay:builder/simulated/unmeasured")
        #expect(details["byproducts"]?.array?[0]["name"]?.string == "build.log")
    }

    @Test func `no credential of a fetch is written`() throws {
        let text = String(decoding: try Samples.statement().encoded(), as: UTF8.self)
        #expect(!text.contains("secret") && !text.contains("token"))
    }

    @Test func `an upload has no repository, ref or commit`() throws {
        let json = try JSONParser.parse(Samples.statement(Samples.uploaded()).encoded())
        let definition = try #require(json["predicate"]?["buildDefinition"])
        #expect(definition["externalParameters"]?["source"]?.string == "urn:assay:upload")
        #expect(definition["externalParameters"]?["repository"] == .null)
        #expect(definition["externalParameters"]?["ref"] == .null)
        #expect(definition["resolvedDependencies"]?.array?[0]["digest"]?.object?.names == ["sha256"])
    }

    /// A change that makes a statement contradict itself.
    struct Contradiction: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (inout Statement) throws -> Void

        init(_ name: String, _ change: @escaping @Sendable (inout Statement) throws -> Void) {
            testDescription = name
            self.change = change
        }
    }

    @Test(arguments: [
        Contradiction("no subject") { $0.subjects = [] },
        Contradiction("a subject twice") { $0.subjects.append($0.subjects[0]) },
        Contradiction("subjects that differ in case") {
            let name = try #require(ArtifactName("HELLO"))
            $0.subjects.append(Subject(name: name, sha256: Samples.digest("three")))
        },
        Contradiction("another commit than was asked for") { $0.request.commit = try Samples.object("d") },
        Contradiction("network that builder.id hides") { $0.parameters.network.build = .recorded },
        Contradiction("no build since boot") { $0.parameters.buildsSinceBoot = 0 },
        Contradiction("an end before the start") {
            let run = $0.invocation
            $0.invocation = Invocation(id: run.id, startedOn: run.finishedOn, finishedOn: run.startedOn)
        },
        Contradiction("a dependency without package URL") { $0.dependencies[0].purl = "serde" },
        Contradiction("a ref of a repository that was not fetched") {
            $0.source = try Samples.local()
            var repository = try #require($0.source.repository)
            repository.ref = RefName("refs/tags/v1")
            $0.source.origin = .repository(repository)
        },
        Contradiction("credentials in the URL") {
            var repository = try #require($0.source.repository)
            repository.url = "https://user:secret@github.com/owner/repo"
            $0.source.origin = .repository(repository)
        },
        Contradiction("credentials in a claimed remote") {
            $0.source = try Samples.local()
            var repository = try #require($0.source.repository)
            repository.claimedURL = "https://secret@github.com/owner/repo"
            $0.source.origin = .repository(repository)
        },
        Contradiction("a commit of an archive") {
            $0.source = Samples.uploaded()
            $0.request.commit = try Samples.object("a")
        },
    ])
    func `a statement that contradicts itself is not written`(_ contradiction: Contradiction) throws {
        var statement = try Samples.statement()
        try contradiction.change(&statement)
        let error = #expect(throws: ProvenanceError.self) { try statement.encoded() }
        #expect(error?.code == .contradiction)
        #expect(error?.message.contains("secret") == false)
    }

    @Test func `every member is required and no other is accepted, at every depth`() throws {
        let json = try JSONParser.parse(Samples.statement().encoded())
        #expect(json.structuralMutations.count > 100)
        for mutation in json.structuralMutations {
            #expect(throws: ProvenanceError.self, "\(mutation.name)") {
                try Statement(decoding: mutation.bytes)
            }
        }
    }

    @Test func `a member that stands twice is refused`() throws {
        for bytes in JSONMutation.duplicatedMembers(try Samples.statement().encoded()) {
            #expect(throws: ProvenanceError.self) { try Statement(decoding: bytes) }
        }
    }

    @Test(arguments: ["0", "zz", "AA", "sha256-abc=", ""])
    func `a digest that is not lower-case hexadecimal of its length is refused`(_ text: String) throws {
        let good = Samples.digest("serde").description
        let bytes = try Samples.statement().encoded()
        let changed = String(decoding: bytes, as: UTF8.self).replacing(good, with: text)
        #expect(throws: ProvenanceError.self) { try Statement(decoding: Array(changed.utf8)) }
    }

    @Test func `a source that is described in two ways is refused`() throws {
        let text = String(decoding: try Samples.statement().encoded(), as: UTF8.self)
        for (old, new) in [
            ("git+https://github.com/owner/repo@refs/tags/v1.0", "git+https://github.com/owner/other@refs/tags/v1.0"),
            ("\"source\": \"https://github.com/owner/repo\"", "\"source\": \"https://github.com/owner/other\""),
            ("\"source\": \"https://github.com/owner/repo\"", "\"source\": \"urn:assay:upload\""),
            ("\"ref\": \"refs/tags/v1.0\"", "\"ref\": null"),
            ("\"claimedRemote\": null", "\"claimedRemote\": \"https://github.com/a/b\""),
            ("\"treeSHA256\": null", "\"treeSHA256\": \"\(Samples.digest("x"))\""),
        ] {
            let changed = text.replacing(old, with: new)
            #expect(changed != text)
            #expect(throws: ProvenanceError.self, "\(new)") { try Statement(decoding: Array(changed.utf8)) }
        }
    }

    @Test func `a file over the limit is not looked into`() throws {
        let bytes = [UInt8](repeating: UInt8(ascii: " "), count: Statement.sizeLimit + 1)
        let error = #expect(throws: ProvenanceError.self) { try Statement(decoding: bytes) }
        #expect(error?.code == .limit)
    }
}
