import Builds
import Bytes
import Files
import GitKit
import Toolchains

/// The crates that a build uses, each with the digest of what is really there.
///
/// `Cargo.lock` says what was asked for, Cargo says where it found it, and the bytes are hashed here: a crate's archive as
/// it was downloaded, which must have the lock file's checksum; a crate that a distribution unpacked under `/usr`, as a
/// tree. A crate inside the project is part of the source and its digest.
struct CargoDependencies: Sendable {
    /// The largest archive of a crate, in bytes.
    private static let archiveLimit = 1 << 30
    /// Where distributions unpack crates. Nothing else under `/usr` is read, whatever a project's own `cargo` answers.
    private static let systemRegistry = "/usr/share/cargo/registry"
    /// Where Cargo keeps what it downloads, inside.
    private static let home = Layout.home + "/cargo"

    let workspace: Workspace
    let toolchains: HostToolchains

    /// Hashes every crate that `located` names.
    func resolve(_ lock: CargoLock, located: [LocatedPackage]) throws -> [ResolvedDependency] {
        var dependencies: [ResolvedDependency] = []
        // By bytes: Swift takes names for equal that Cargo tells apart.
        var seen: Set<[[UInt8]]> = []
        for package in located
        where seen.insert([package.name, package.version, package.directory].map { Array($0.utf8) }).inserted {
            try Task.checkCancellation()
            let pins = lock.packages.filter {
                $0.name.hasBytes(of: package.name) && $0.version.hasBytes(of: package.version)
            }
            guard let pin = pins.first(where: { $0.source != nil }) else {
                throw invalid(package, "Cargo uses it but Cargo.lock does not pin it")
            }
            if let dependency = try resolve(package, pin) { dependencies.append(dependency) }
        }
        return Array(Set(dependencies)).sorted { $0.purl < $1.purl }
    }

    private func resolve(_ package: LocatedPackage, _ pin: CargoLock.Package) throws -> ResolvedDependency? {
        if package.directory.after(prefix: Self.home + "/registry/src/") != nil {
            return .crate(package.name, package.version, sha256: try archive(package, pin))
        }
        if package.directory.after(prefix: Self.home + "/git/") != nil, let source = pin.source {
            return try .crate(package.name, package.version, git: source)
        }
        if package.directory.after(prefix: Layout.source + "/") != nil { return nil }
        guard package.directory.hasBytes(of: "\(Self.systemRegistry)/\(package.name)-\(package.version)"),
            let place = toolchains.place(ofInside: package.directory)
        else { throw invalid(package, "Cargo found it in \(package.directory), which nobody vouches for") }
        let tree = try DirectoryTree.id(of: Directory(path: place.directory).directory(place.path))
        return .crate(package.name, package.version, directory: package.directory, tree: tree)
    }

    /// The SHA-256 of the downloaded archive, which must be the one that is pinned.
    private func archive(_ package: LocatedPackage, _ pin: CargoLock.Package) throws -> String {
        // …/registry/src/<index>/<name>-<version> was unpacked from …/registry/cache/<index>/<name>-<version>.crate.
        let parts = (package.directory.after(prefix: Self.home + "/") ?? "").pieces(between: "/")
        guard parts.count == 4 else { throw invalid(package, "it lies where no registry puts crates") }
        let path = "home/cargo/registry/cache/\(parts[2])/\(parts[3]).crate"
        let found = try Directory(path: workspace.build).file(path).hash(limit: Self.archiveLimit).sha256
        guard found == pin.checksum else {
            throw invalid(package, "Cargo.lock wants SHA-256 \(pin.checksum ?? "none"), the archive has \(found)")
        }
        return found
    }

    private func invalid(_ package: LocatedPackage, _ problem: String) -> BuildFailure {
        BuildFailure(.sourceInvalid, "\(package.name) \(package.version): \(problem)".withoutControlCharacters)
    }
}
