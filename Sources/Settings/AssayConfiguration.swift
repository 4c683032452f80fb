package import Addresses

/// The configuration of a server, worker or builder: `assay.yaml` and the environment.
package struct AssayConfiguration: Sendable, Equatable {
    /// The receiver, the API and the pages.
    package var server = ServerConfiguration()
    /// Where deliveries, builds and blobs are kept.
    package var store = StoreConfiguration()
    /// Who vouches for builds.
    package var enclave = EnclaveConfiguration()
    /// The base of `builder.id`. Default: `urn:assay:builder`.
    package var builderID = "urn:assay:builder"
    /// The policy file that a build has to satisfy before it is published; `nil` publishes for any authentic builder.
    package var builderPolicy: String?
    /// The number of builds at the same time; 0 makes a receiver only. Default: 1.
    package var workers = 1
    /// The limits of builds.
    package var sandbox = SandboxConfiguration()
    /// What may be built. Default: `https://github.com/*`.
    package var source = SourceAllowList.standard
    /// The forges by their names; sorted by name when iterated through ``forgeNames``.
    package var forges: [String: ForgeConfiguration] = [:]

    /// Variables that begin with `ASSAY_` and name no key, for a warning.
    package var unknownVariables: [String] = []

    /// A configuration of nothing but defaults.
    package init() {}

    /// The names of the forges in their order.
    package var forgeNames: [String] { forges.keys.sorted() }

    /// Every secret that the configuration refers to; a builder must be given none but ``ForgeConfiguration/fetchToken``.
    package var holdsPublishingSecrets: Bool {
        forges.values.contains { $0.token != nil || !$0.webhookSecrets.isEmpty }
    }
}

/// `server`: the receiver, the API and the pages.
package struct ServerConfiguration: Sendable, Equatable {
    /// `listen`: host and port. Default: `127.0.0.1:8080`. Port 0 takes a free one.
    package var listen = ListenAddress(host: "127.0.0.1", port: 8080)
    /// `public_url`: how others reach the server, without a slash at the end. Default: made from `listen`.
    package var publicURL: String?
    /// `cors`: origins whose pages may use the API. Default: none.
    package var cors: [String] = []
    /// `proxies`: addresses of reverse proxies, whose connections are those of many clients. Default: 127.0.0.1, ::1.
    package var proxies = ["127.0.0.1", "::1"].compactMap { AddressRange($0) }
}

/// Where a server listens.
package struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
    /// A host name or an IP address without brackets.
    package var host: String
    /// The TCP port.
    package var port: Int

    /// Makes an address.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `host:port`; an IPv6 address stands in brackets.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty, host.utf8.allSatisfy({ (0x21..<0x7F).contains($0) && $0 != UInt8(ascii: "/") }) else {
            return nil
        }
        self.init(host: String(host), port: port)
    }

    /// Whether only this machine can reach it.
    package var isLoopback: Bool { host == "localhost" || host == "::1" || IPAddress(host)?.isLoopback == true }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// `store`: where deliveries, builds and blobs are kept.
package struct StoreConfiguration: Sendable, Equatable {
    /// The kinds of database.
    package enum Database: Sendable, Equatable {
        /// A file at an absolute path.
        case sqlite(path: String)
        /// A connection URL without a password.
        case postgres(url: String)
    }

    /// `url`: `sqlite://PATH` or `postgres://…`. Default: `assay.db` in `data`.
    package var database = Database.sqlite(path: "/var/lib/assay/assay.db")
    /// `password`: of a PostgreSQL role; default: none.
    package var password: SecretReference?
    /// `data`: the folder of sources, logs and artifacts. Default: `/var/lib/assay`.
    package var data = "/var/lib/assay"
}

/// `sandbox`: the limits of every build; `.assay.yaml` can only lower them.
package struct SandboxConfiguration: Sendable, Equatable {
    /// Whether builds may use the network in the build phase.
    package enum Network: String, Sendable, Equatable, CaseIterable {
        /// None has it; `.assay.yaml` that asks for it fails.
        case never
        /// Those have it whose `.assay.yaml` asks for it; `builder.id` then ends in `+network`.
        case requested
    }

    /// `timeout` of the whole build. Default: 1h.
    package var timeout = Duration.seconds(3600)
    /// `memory` in bytes. Default: 8GiB.
    package var memory = 8 << 30
    /// `processes` and threads at the same time. Default: 4096.
    package var processes = 4096
    /// `disk` in bytes that a build may write. Default: 20GiB.
    package var disk = 20 << 30
    /// `log` in bytes; more is cut off. Default: 64MiB.
    package var log = 64 << 20
    /// `read_only`: folders of this machine that builds see at the same place. Default: none.
    package var readOnly: [String] = []
    /// `network` in the build phase. Default: never.
    package var network = Network.never
    /// `private_registries`: what builds may fetch from though its address is private. Default: none.
    package var privateRegistries: [RegistryAddress] = []
}

/// A forge: where webhooks come from and releases go to.
package struct ForgeConfiguration: Sendable, Equatable {
    /// The kinds of forge.
    package enum Kind: String, Sendable, Equatable, CaseIterable {
        case github, gitea, forgejo, gitlab, bitbucket
        /// Repositories and releases as folders on this machine.
        case directory
    }

    /// How releases are made.
    package struct Release: Sendable, Equatable {
        /// Whether a release is marked as a pre-release.
        package enum Prerelease: String, Sendable, Equatable, CaseIterable {
            /// By its tag: a version with a hyphen is one.
            case auto
            case always = "true"
            case never = "false"
        }

        /// `draft_only`: leave releases as drafts for a person to publish. Default: false.
        package var draftOnly = false
        /// `prerelease`: auto, true or false. Default: auto.
        package var prerelease = Prerelease.auto
    }

    /// `kind` of forge; required.
    package var kind: Kind
    /// `url` of its pages and repositories, without a slash at the end. Default for GitHub: `https://github.com`.
    package var url: String?
    /// `api`: where its API is. Default: by kind and `url`.
    package var api: String?
    /// `path`: a directory forge's folder, absolute.
    package var path: String?
    /// `token` that publishes; it stays with the publisher.
    package var token: SecretReference?
    /// `fetch_token` that only reads private repositories; all that a builder is ever given.
    package var fetchToken: SecretReference?
    /// `webhook_secrets` valid for every one of `repositories`; several allow rotation. Default: none.
    package var webhookSecrets: [SecretReference] = []
    /// `repositories`: patterns of `owner/name`. Default: none.
    package var repositories: [String] = []
    /// `refs`: patterns of full refs that start builds. Default: `refs/tags/*`.
    package var refs = ["refs/tags/*"]
    /// `release`: how releases are made.
    package var release = Release()

    /// Makes a forge of nothing but defaults.
    package init(kind: Kind) { self.kind = kind }
}
