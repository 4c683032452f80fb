import Bytes
import StrictJSON

/// A package that Cargo will use, and where it lies inside the sandbox.
package struct LocatedPackage: Sendable, Hashable {
    /// The command whose output says so. It needs no network: what was to be fetched is there.
    package static let query = ["cargo", "metadata", "--offline", "--locked", "--format-version", "1"]
    /// The largest answer that is read, in bytes.
    package static let answerLimit = 64 << 20

    /// The package's name.
    package let name: String
    /// The package's version.
    package let version: String
    /// The directory of its `Cargo.toml`, an absolute path inside.
    package let directory: String

    /// Reads the answer to ``query``; packages of the project itself, which have no source, are left out.
    package static func read(_ answer: [UInt8]) throws(PlanError) -> [LocatedPackage] {
        let json: JSONValue
        do { json = try JSONParser.parse(answer, sizeLimit: answerLimit) } catch {
            throw PlanError(.invalid, "cargo metadata: \(error.message)")
        }
        var packages: [LocatedPackage] = []
        for package in json["packages"]?.array ?? [] where package["source"] != .null {
            guard let name = package["name"]?.string, let version = package["version"]?.string,
                let manifest = package["manifest_path"]?.string, manifest.after(prefix: "/") != nil,
                let directory = manifest.before(suffix: "/Cargo.toml"),
                directory.pieces(between: "/").allSatisfy({ $0 != "." && $0 != ".." })
            else { throw PlanError(.invalid, "cargo metadata: a package without name, version or place") }
            packages.append(LocatedPackage(name: name, version: version, directory: String(directory)))
        }
        return packages
    }
}
