import ArgumentParser
import Builds
import Bytes
import Forges
import Foundation
import Provenance
import Verification

/// What the person who verifies expects, as options.
struct ExpectationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Judge the builder by this policy file.", valueName: "file"))
    var policy: String?
    @Option(help: ArgumentHelp("Accept a builder with this measurement; may be repeated.", valueName: "hex"))
    var measurement: [String] = []
    @Flag(help: "Accept any authentic builder; the verdict says that it is unknown.")
    var anyBuilder = false

    @Option(help: ArgumentHelp("The repository that it must be built from.", valueName: "url"))
    var source: String?
    @Option(help: "The ref that it must be built from: a full ref or a tag's short name.")
    var ref: String?
    @Option(help: ArgumentHelp("The commit that it must be built from.", valueName: "sha"))
    var commit: String?
    @Flag(help: "Accept any source.")
    var anySource = false

    @Flag(help: "Accept simulated evidence, which proves consistency and nothing about the machine.")
    var allowSimulated = false
    @Flag(help: "Accept a guest that its host can debug.")
    var allowDebug = false
    @Option(help: ArgumentHelp("Judge files of another format: kettle.", valueName: "name"))
    var format = ReleaseFormat.assay
    @Flag(help: "Accept files beside the release that nobody attested.")
    var ignoreUnattested = false
    @Option(help: ArgumentHelp("The nonce that the build was asked for, 16 bytes.", valueName: "hex"))
    var nonce: String?
    @Option(help: ArgumentHelp("Judge at this time, for example 2026-11-23T08:00:00Z.", valueName: "rfc3339"))
    var at: String?
    @Flag(help: "Let the status under current collateral decide too.")
    var requireCurrent = false

    /// The expectations for the files called `names`, or for all files where there are none.
    func expectations(files names: [String], policy: Expectations.PolicyExpectation) throws -> Expectations {
        Expectations(
            builder: try builder(),
            policy: policy,
            source: try expectedSource(),
            revision: try revision(),
            tag: .notAsked,
            challenge: try challenge(),
            files: names.isEmpty ? .all : .named(names),
            time: try time(),
            format: format,
            allowsSimulated: allowSimulated,
            allowsDebug: allowDebug,
            ignoresUnattested: ignoreUnattested,
            requiresCurrent: requireCurrent
        )
    }

    /// Fills in what a release's address says about source and ref, where no option says it.
    func imply(_ location: ReleaseLocation, in expectations: inout Expectations) throws {
        if case .unspecified = expectations.source {
            guard let url = RepositoryURL(location.repositoryURL) else {
                throw CommandError(.usage, "'\(location.repositoryURL)' is not the URL of a repository")
            }
            expectations.source = .repository(url)
        }
        switch expectations.revision {
        case .unspecified: expectations.revision = .ref(location.tag)
        case .commit(let commit): expectations.revision = .refAndCommit(location.tag, commit)
        case .ref, .refAndCommit: break
        }
    }

    private func builder() throws -> Expectations.Builder {
        guard !(anyBuilder && !measurement.isEmpty) else {
            throw CommandError(.usage, "--any-builder and --measurement contradict each other")
        }
        if anyBuilder { return .any }
        if measurement.isEmpty { return .unspecified }
        return .measurements(
            try measurement.map { text in
                guard let bytes = [UInt8](hexadecimal: text), bytes.count == 48 else {
                    throw CommandError(.usage, "--measurement takes 96 hexadecimal digits, not '\(text)'")
                }
                return bytes
            }
        )
    }

    private func expectedSource() throws -> Expectations.Source {
        guard !(anySource && source != nil) else {
            throw CommandError(.usage, "--any-source and --source contradict each other")
        }
        if anySource { return .any }
        guard let source else { return .unspecified }
        guard let url = RepositoryURL(source.after(prefix: "git+") ?? source[...]) else {
            throw CommandError(
                .usage,
                "'\(source)' is not the URL of a repository",
                hint: "for example --source https://github.com/owner/project"
            )
        }
        return .repository(url)
    }

    private func revision() throws -> Expectations.Revision {
        switch (try expectedRef(), try expectedCommit()) {
        case (let ref?, let commit?): return .refAndCommit(ref, commit)
        case (let ref?, nil): return .ref(ref)
        case (nil, let commit?): return .commit(commit)
        case (nil, nil): return .unspecified
        }
    }

    private func expectedRef() throws -> RefName? {
        guard let ref else { return nil }
        guard let name = Expectations.Revision.reference(ref) else {
            throw CommandError(.usage, "'\(ref)' is neither a full ref nor a tag's name")
        }
        return name
    }

    private func expectedCommit() throws -> ObjectID? {
        guard let commit else { return nil }
        guard let id = ObjectID(commit.lowercased()) else {
            throw CommandError(.usage, "--commit takes the 40 digits of a commit, not '\(commit)'")
        }
        return id
    }

    private func challenge() throws -> Expectations.Challenge {
        guard let nonce else { return .none }
        guard let value = Nonce(nonce) else {
            throw CommandError(.usage, "--nonce takes 32 hexadecimal digits, not '\(nonce)'")
        }
        return .nonce(value)
    }

    private func time() throws -> Expectations.Time {
        guard let at else { return .made }
        guard let date = Date(rfc3339: at) else {
            throw CommandError(.usage, "--at takes a time like 2026-11-23T08:00:00Z, not '\(at)'")
        }
        return .at(date)
    }
}

extension ReleaseFormat: ExpressibleByArgument {}
