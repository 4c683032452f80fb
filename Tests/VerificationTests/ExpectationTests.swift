import Builds
import Evidence
import FoundationEssentials
import Provenance
import Testing
import Verification

@Suite struct ExpectationTests {
    /// A change to expectations that a genuine release satisfies, and what it leads to.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (inout Expectations) throws -> Void
        let reasons: Set<String>

        init(_ name: String, _ reasons: String..., change: @escaping @Sendable (inout Expectations) throws -> Void) {
            testDescription = name
            self.change = change
            self.reasons = Set(reasons)
        }
    }

    private static func commit(_ digit: Character) throws -> ObjectID {
        try #require(ObjectID(String(repeating: digit, count: 40)))
    }

    private static func url(_ text: String) throws -> Expectations.Source {
        .repository(try #require(RepositoryURL(text)))
    }

    @Test(arguments: [
        Case("nobody names a builder", "?BUILDER_NOT_APPRAISED") { $0.builder = .unspecified },
        Case("an empty policy names no builder", "?BUILDER_NOT_APPRAISED") {
            $0.builder = .unspecified
            $0.policy = .policy(Policy())
        },
        Case("a policy for simulated evidence names no builder", "?BUILDER_NOT_APPRAISED") {
            $0.builder = .unspecified
            $0.policy = .policy(Policy(platforms: [.simulated], snp: [[1]]))
        },
        Case("a policy for another platform", "PLATFORM_NOT_ALLOWED") {
            $0.policy = .policy(Policy(platforms: [.snp, .tdx]))
        },
        Case("a policy with a section of another platform", "PLATFORM_NOT_ALLOWED") {
            $0.policy = .policy(Policy(snp: [[1]]))
        },
        Case("a measurement names no simulated builder", "?BUILDER_NOT_APPRAISED") {
            $0.builder = .measurements([[UInt8](repeating: 0, count: 48)])
        },
        Case("simulated evidence was not allowed", "SIMULATED_NOT_ALLOWED") { $0.allowsSimulated = false },
        Case("simulated evidence was not allowed, though a policy lists it", "SIMULATED_NOT_ALLOWED") {
            $0.allowsSimulated = false
            $0.policy = .policy(Policy(platforms: [.simulated]))
        },
        Case("nobody names a source", "?SOURCE_NOT_APPRAISED") { $0.source = .unspecified },
        Case("nobody names source or ref", "?SOURCE_NOT_APPRAISED", "?REF_NOT_APPRAISED") {
            $0.source = .unspecified
            $0.revision = .unspecified
        },
        Case("nobody names a ref", "?REF_NOT_APPRAISED") { $0.revision = .unspecified },
        Case("any source needs no ref") {
            $0.source = .any
            $0.revision = .unspecified
        },
        Case("another repository", "SOURCE_MISMATCH") { $0.source = try url("https://github.com/owner/other") },
        Case("another host", "SOURCE_MISMATCH") { $0.source = try url("https://gitlab.com/owner/repo") },
        Case("another spelling of the repository") { $0.source = try url("HTTPS://GitHub.com/owner/repo.git") },
        Case("another tag", "REF_MISMATCH") { $0.revision = .ref(try #require(RefName.tag("v1.1"))) },
        Case("a branch of the tag's name", "REF_MISMATCH") {
            $0.revision = .ref(try #require(RefName.branch("v1.0")))
        },
        Case("the commit") { $0.revision = .commit(try commit("a")) },
        Case("another commit", "COMMIT_MISMATCH") { $0.revision = .commit(try commit("b")) },
        Case("the ref with another commit", "COMMIT_MISMATCH") {
            $0.revision = .refAndCommit(try #require(RefName.tag("v1.0")), try commit("b"))
        },
        Case("another ref with the commit", "REF_MISMATCH") {
            $0.revision = .refAndCommit(try #require(RefName.tag("v1.1")), try commit("a"))
        },
        Case("any source with another ref", "REF_MISMATCH") {
            $0.source = .any
            $0.revision = .ref(try #require(RefName.tag("v2")))
        },
        Case("the tag is where it was") { $0.tag = .peels(to: try commit("a")) },
        Case("the tag moved", "TAG_MOVED") { $0.tag = .peels(to: try commit("b")) },
        Case("the tag is gone", "TAG_MOVED") { $0.tag = .peels(to: nil) },
        Case("the nonce") { $0.challenge = .nonce(try #require(Nonce(ReleaseFixture.nonce))) },
        Case("another nonce", "NONCE_MISMATCH") {
            $0.challenge = .nonce(try #require(Nonce(String(repeating: "00", count: 16))))
        },
        Case("another format", "FORMAT_NOT_ALLOWED") { $0.format = .kettle },
        Case("a policy for another format", "FORMAT_NOT_ALLOWED") {
            $0.policy = .policy(Policy(formats: [.kettle]))
        },
        Case("a time before the certificates", "VCEK_EXPIRED") { $0.time = .at(Date(timeIntervalSince1970: 0)) },
        Case("a time after the certificates", "VCEK_EXPIRED") {
            $0.time = .at(ReleaseFixture.issuedAt.addingTimeInterval(8 * 366 * 86_400))
        },
        Case("the current status", "?CURRENT_STATUS_UNKNOWN") { $0.current.isRequired = true },
        Case("one artifact") { $0.files = .named(["hello"]) },
        Case("one artifact by its path") { $0.files = .named(["artifacts/hello"]) },
        Case("a file that is not attested", "FILE_NOT_ATTESTED") { $0.files = .named(["hello", "goodbye"]) },
        Case("no file at all", "FILE_NOT_ATTESTED") { $0.files = .named([]) },
    ])
    func `an expectation leads to exactly its reasons`(_ example: Case) throws {
        let files = try ReleaseFixture().nested()
        let verdict = try ReleaseVerifier.standard.verify(files, Expectations.satisfied().with(example.change))
        let authenticity: Set = ["FORMAT_NOT_ALLOWED", "VCEK_EXPIRED"]
        if example.reasons.isDisjoint(with: authenticity) {
            #expect(verdict.reasons == example.reasons)
        } else {
            #expect(Set(verdict.failures.map(\.rawValue)) == example.reasons)
        }
        #expect((verdict.outcome == .verified) == example.reasons.isEmpty)
    }

    /// A policy, and what it says of a genuine release.
    struct PolicyCase: Sendable {
        let policy: Policy
        let reasons: Set<String>
    }

    @Test(arguments: [
        PolicyCase(policy: Policy(), reasons: []),
        PolicyCase(policy: Policy(platforms: [.simulated]), reasons: []),
        PolicyCase(policy: Policy(source: RepositoryURL(ReleaseFixture.url)), reasons: []),
        PolicyCase(policy: Policy(source: RepositoryURL("https://a.example/b")), reasons: ["SOURCE_MISMATCH"]),
        PolicyCase(policy: Policy(ref: RefName("refs/tags/v1.0")), reasons: []),
        PolicyCase(policy: Policy(ref: RefName("refs/heads/main")), reasons: ["REF_MISMATCH"]),
        PolicyCase(policy: Policy(commit: ObjectID.zero), reasons: ["COMMIT_MISMATCH"]),
        PolicyCase(policy: Policy(configuration: [ReleaseFixture.digest("configuration")]), reasons: []),
        PolicyCase(policy: Policy(configuration: [ReleaseFixture.digest("x")]), reasons: ["CONFIGURATION_MISMATCH"]),
        PolicyCase(policy: Policy(configuration: []), reasons: ["CONFIGURATION_MISMATCH"]),
        PolicyCase(policy: Policy(builderID: "urn:assay:builder/simulated"), reasons: []),
        PolicyCase(policy: Policy(builderID: "urn:assay:builder"), reasons: ["BUILDER_ID_MISMATCH"]),
        PolicyCase(policy: Policy(network: false), reasons: []),
        PolicyCase(policy: Policy(singleUse: true), reasons: []),
        PolicyCase(policy: Policy(maximumAge: 1 << 40), reasons: ["TIME_UNANCHORED"]),
    ])
    func `each key of a policy decides by itself`(_ example: PolicyCase) throws {
        let expectations = try Expectations.satisfied().with { $0.policy = .policy(example.policy) }
        let verdict = try ReleaseVerifier.standard.verify(ReleaseFixture().flat(), expectations)
        #expect(verdict.reasons == example.reasons)
    }

    @Test func `a policy may name source and ref in the caller's place`() throws {
        let policy = Policy(source: RepositoryURL(ReleaseFixture.url), ref: RefName("refs/tags/v1.0"))
        let expectations = try Expectations.satisfied().with {
            $0.source = .unspecified
            $0.revision = .unspecified
            $0.policy = .policy(policy)
        }
        #expect(try ReleaseVerifier.standard.verify(ReleaseFixture().flat(), expectations).outcome == .verified)
    }

    @Test func `network and a second build are held against a policy`() throws {
        var fixture = ReleaseFixture()
        fixture.alterStatement = {
            $0.parameters.network.build = .recorded
            $0.parameters.buildsSinceBoot = 2
            $0.builder = BuilderID("urn:assay:builder/simulated+network") ?? $0.builder
        }
        let expectations = try Expectations.satisfied().with {
            $0.policy = .policy(Policy(network: false, singleUse: true))
        }
        let verdict = try ReleaseVerifier.standard.verify(fixture.flat(), expectations)
        #expect(verdict.reasons == ["NETWORK_NOT_ALLOWED", "MACHINE_REUSED"])
    }

    @Test func `a commit without a ref satisfies no ref, and its commit`() throws {
        var fixture = ReleaseFixture()
        fixture.source = ReleaseFixture.fetched(ref: nil)
        let files = try fixture.flat()
        let expectations = try Expectations.satisfied()
        #expect(try ReleaseVerifier.standard.verify(files, expectations).reasons == ["REF_MISMATCH"])
        let commit = try #require(ObjectID(ReleaseFixture.commit))
        let pinned = expectations.with { $0.revision = .commit(commit) }
        #expect(try ReleaseVerifier.standard.verify(files, pinned).outcome == .verified)
    }

    @Test func `a ref that only Unicode holds to be the same is another one`() throws {
        var fixture = ReleaseFixture()
        fixture.source = ReleaseFixture.fetched(ref: "refs/tags/\u{212A}")
        let expectations = try Expectations.satisfied().with { $0.revision = .ref(try #require(RefName.tag("K"))) }
        #expect(try ReleaseVerifier.standard.verify(fixture.flat(), expectations).reasons == ["REF_MISMATCH"])
    }

    @Test func `what was not fetched satisfies no source, whatever it claims`() throws {
        let digest = ReleaseFixture.digest("zip").description
        var local = try #require(ReleaseFixture.fetched(ref: nil)?.repository)
        local.claimedURL = local.url
        local.url = nil
        for (origin, reasons): (SourceIdentity.Origin, Set<String>) in [
            (.upload(sha256: digest), ["SOURCE_MISMATCH", "REF_MISMATCH"]),
            (.repository(local), ["SOURCE_MISMATCH", "REF_MISMATCH"]),
        ] {
            var fixture = ReleaseFixture()
            fixture.source = SourceIdentity(origin: origin, treeSHA256: digest)
            let files = try fixture.nested()
            #expect(try ReleaseVerifier.standard.verify(files, .satisfied()).reasons == reasons)
            let any = try Expectations.satisfied().with {
                $0.source = .any
                $0.revision = .unspecified
            }
            #expect(try ReleaseVerifier.standard.verify(files, any).outcome == .verified)
        }
    }
}
