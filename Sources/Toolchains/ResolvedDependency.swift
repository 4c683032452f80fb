package import Builds
import Bytes
import StrictJSON

/// Something that goes into a build: a package URL and the digest of what was used.
package struct ResolvedDependency: Sendable, Equatable, Hashable {
    /// The package URL (purl-spec), for example `pkg:cargo/serde@1.0.228`.
    package let purl: String
    /// The name of the digest's algorithm as in-toto spells it: `sha256`, `gitCommit` or `gitTree`.
    package let algorithm: String
    /// The digest, lower-case hexadecimal.
    package let digest: String

    init(purl: String, algorithm: String, digest: String) {
        self.purl = purl
        self.algorithm = algorithm
        self.digest = digest
    }

    /// The pins of a SwiftPM `Package.resolved`; one without a commit is an error: nothing would say what was used.
    package static func swiftPM(_ bytes: [UInt8]) throws(PlanError) -> [ResolvedDependency] {
        let json: JSONValue
        do { json = try JSONParser.parse(bytes, sizeLimit: 8 << 20) } catch {
            throw PlanError(.invalid, "Package.resolved: \(error.message)")
        }
        var dependencies: [ResolvedDependency] = []
        // Version 1 nests the list in an object; 2 and 3 do not.
        for pin in json["pins"]?.array ?? json["object"]?["pins"]?.array ?? [] {
            guard let location = (pin["location"] ?? pin["repositoryURL"])?.string,
                let commit = pin["state"]?["revision"]?.string.flatMap({ ObjectID($0) })
            else { throw PlanError(.invalid, "Package.resolved: a pin has no location or no revision") }
            let version = pin["state"]?["version"]?.string ?? commit.description
            let name = withoutScheme(location).pieces(between: "/").filter { !$0.isEmpty }.map { encoded(String($0)) }
                .joined(separator: "/")
            dependencies.append(
                ResolvedDependency(
                    purl: "pkg:swift/\(name)@\(encoded(version))",
                    algorithm: "gitCommit",
                    digest: commit.description
                )
            )
        }
        return dependencies
    }

    /// A crate from a registry, by the SHA-256 of its archive.
    package static func crate(_ name: String, _ version: String, sha256: String) -> ResolvedDependency {
        ResolvedDependency(purl: crateURL(name, version), algorithm: "sha256", digest: sha256)
    }

    /// A crate that Cargo fetched with git, by its commit; `source` is as `Cargo.lock` writes it.
    package static func crate(_ name: String, _ version: String, git source: String) throws(PlanError)
        -> ResolvedDependency
    {
        guard source.after(prefix: "git+") != nil, let hash = source.utf8.lastIndex(of: UInt8(ascii: "#")),
            let commit = ObjectID(source[source.utf8.index(after: hash)...])
        else { throw PlanError(.invalid, "Cargo.lock: \(name) has neither a checksum nor a commit") }
        let url = encoded(withoutUser(Substring(source[..<hash].utf8.prefix { $0 != UInt8(ascii: "?") })))
        return ResolvedDependency(
            purl: "\(crateURL(name, version))?vcs_url=\(url)",
            algorithm: "gitCommit",
            digest: commit.description
        )
    }

    /// A crate that lies unpacked on the builder, as distributions install them, by the name of its tree.
    package static func crate(
        _ name: String,
        _ version: String,
        directory: String,
        tree: ObjectID
    ) -> ResolvedDependency {
        ResolvedDependency(
            purl: "\(crateURL(name, version))?repository_url=\(encoded("file://" + directory))",
            algorithm: "gitTree",
            digest: tree.description
        )
    }

    private static func crateURL(_ name: String, _ version: String) -> String {
        "pkg:cargo/\(encoded(name))@\(encoded(version))"
    }

    /// The URL without a user and what may be a password or token.
    private static func withoutUser(_ url: Substring) -> String {
        guard let scheme = url.utf8.firstRange(of: "://".utf8) else { return String(url) }
        return String(url[..<scheme.upperBound]) + afterUser(url[scheme.upperBound...])
    }

    private static func withoutScheme(_ location: String) -> String {
        var text = location[...]
        if let scheme = text.utf8.firstRange(of: "://".utf8) { text = text[scheme.upperBound...] }
        text = afterUser(text)
        return String(text.before(suffix: ".git") ?? text)
    }

    private static func afterUser(_ text: Substring) -> Substring {
        let authority = text.utf8.prefix { $0 != UInt8(ascii: "/") }
        guard let user = authority.lastIndex(of: UInt8(ascii: "@")) else { return text }
        return text[text.utf8.index(after: user)...]
    }

    /// Percent-encodes everything that a package URL does not take as it is.
    private static func encoded(_ text: String) -> String {
        let plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8
        return text.utf8.map { byte in
            plain.contains(byte) ? String(Unicode.Scalar(byte)) : "%" + [byte].hexadecimal.uppercased()
        }
        .joined()
    }
}
