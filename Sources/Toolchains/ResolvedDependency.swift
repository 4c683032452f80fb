import Builds
import Bytes
import StrictJSON

/// Something that a lock file pins: a package URL and the digest that the lock file gives.
package struct ResolvedDependency: Sendable, Equatable, Hashable {
    /// The package URL (purl-spec), for example `pkg:cargo/serde@1.0.228`.
    package let purl: String
    /// The name of the digest's algorithm as in-toto spells it: `sha256` or `gitCommit`.
    package let algorithm: String
    /// The digest, lower-case hexadecimal.
    package let digest: String

    init(purl: String, algorithm: String, digest: String) {
        self.purl = purl
        self.algorithm = algorithm
        self.digest = digest
    }

    /// What a lock file pins; empty for a file that is not one.
    ///
    /// A package without a digest is an error: nothing would say what was used.
    package static func read(_ lockFile: String, _ bytes: [UInt8]) throws(PlanError) -> [ResolvedDependency] {
        switch lockFile {
        case "Cargo.lock": try cargo(CargoLock(bytes))
        case "Package.resolved": try swiftPM(bytes)
        default: []
        }
    }

    private static func cargo(_ lock: CargoLock) throws(PlanError) -> [ResolvedDependency] {
        var dependencies: [ResolvedDependency] = []
        for package in lock.packages {
            // A package without a source is part of the project.
            guard let source = package.source else { continue }
            let purl = "pkg:cargo/\(encoded(package.name))@\(encoded(package.version))"
            if let checksum = package.checksum {
                guard let bytes = [UInt8](hexadecimal: checksum), bytes.count == 32 else {
                    throw PlanError(.invalid, "Cargo.lock: the checksum of \(package.name) is no SHA-256")
                }
                dependencies.append(ResolvedDependency(purl: purl, algorithm: "sha256", digest: bytes.hexadecimal))
            } else if source.hasPrefix("git+"), let hash = source.lastIndex(of: "#"),
                let commit = ObjectID(source[source.index(after: hash)...])
            {
                let url = encoded(withoutUser(source[..<hash].prefix { $0 != "?" }))
                dependencies.append(
                    ResolvedDependency(
                        purl: "\(purl)?vcs_url=\(url)",
                        algorithm: "gitCommit",
                        digest: commit.description
                    )
                )
            } else {
                throw PlanError(.invalid, "Cargo.lock: \(package.name) has neither a checksum nor a commit")
            }
        }
        return dependencies
    }

    private static func swiftPM(_ bytes: [UInt8]) throws(PlanError) -> [ResolvedDependency] {
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
            let name = withoutScheme(location).split(separator: "/").map { encoded(String($0)) }.joined(separator: "/")
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

    /// The URL without a user and what may be a password or token.
    private static func withoutUser(_ url: Substring) -> String {
        guard let scheme = url.firstRange(of: "://") else { return String(url) }
        let rest = url[scheme.upperBound...]
        guard let user = rest.prefix(while: { $0 != "/" }).lastIndex(of: "@") else { return String(url) }
        return String(url[..<scheme.upperBound]) + String(rest[rest.index(after: user)...])
    }

    private static func withoutScheme(_ location: String) -> String {
        var text = location[...]
        if let scheme = text.firstRange(of: "://") { text = text[scheme.upperBound...] }
        if let user = text.prefix(while: { $0 != "/" }).lastIndex(of: "@") { text = text[text.index(after: user)...] }
        return String(text.hasSuffix(".git") ? text.dropLast(4) : text[...])
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
