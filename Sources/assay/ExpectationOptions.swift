import ArgumentParser
import Builds
import Bytes
import Forges
import Foundation
import Provenance
import Verification

/// What the person who verifies expects, as options.
struct ExpectationOptions: ParsableArguments {
    @OptionGroup var machine: BuilderOptions

    @Option(help: ArgumentHelp("The repository that it must be built from.", valueName: "url"))
    var source: String?
    @Option(help: "The ref that it must be built from: a full ref or a tag's short name.")
    var ref: String?
    @Option(help: ArgumentHelp("The commit that it must be built from.", valueName: "sha"))
    var commit: String?
    @Flag(help: "Accept any source.")
    var anySource = false

    @Option(help: ArgumentHelp("Judge files of another format: kettle.", valueName: "name"))
    var format = ReleaseFormat.assay
    @Flag(help: "Accept files beside the release that nobody attested.")
    var ignoreUnattested = false
    @Option(help: ArgumentHelp("The nonce that the build was asked for, 16 bytes.", valueName: "hex"))
    var nonce: String?

    /// The expectations for the files called `names`, or for all files where there are none.
    func expectations(files names: [String], policy: Expectations.PolicyExpectation) throws -> Expectations {
        let time = try machine.time()
        return Expectations(
            builder: try machine.builder(),
            policy: policy,
            source: try expectedSource(),
            revision: try revision(),
            tag: .notAsked,
            challenge: try challenge(),
            files: names.isEmpty ? .all : .named(names),
            time: time.map { .at($0) } ?? .made,
            format: format,
            allowsSimulated: machine.allowSimulated,
            allowsDebug: machine.allowDebug,
            ignoresUnattested: ignoreUnattested,
            current: CurrentStatus(
                collateral: try machine.collateralFile(),
                time: time ?? Date(),
                isRequired: machine.requireCurrent
            )
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
}

extension ReleaseFormat: ExpressibleByArgument {}
