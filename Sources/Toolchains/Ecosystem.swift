/// A way of building that is recognised by a file at the top of a project.
protocol Ecosystem: Sendable {
    /// The toolchain's name.
    static var name: String { get }
    /// The file that it is recognised by.
    static var marker: String { get }
    /// How to build the project, or `nil` where it is not one of this kind.
    static func recipe(for files: ProjectFiles) throws(PlanError) -> Recipe?
}

/// The ways of building, the more specific first.
enum Ecosystems {
    static let all: [any Ecosystem.Type] = [Cargo.self, SwiftPM.self, CMake.self, Autotools.self, Make.self]

    /// The names of all of them.
    static var names: [String] { all.map { $0.name } }
}

extension ProjectFiles {
    /// Whether there is a regular file of that name; a symbolic link of that name is an error, whatever it points to.
    func requireFile(_ name: String) throws(PlanError) -> Bool {
        switch self[name] {
        case .file, .tooLarge: return true
        case .symbolicLink:
            throw PlanError(.invalid, "\(name) is a symbolic link; it must be a regular file in the repository")
        case .directory, .submodule, nil: return false
        }
    }

    /// Throws where the source brings the folder that the build's output goes to: old output could pass for new.
    func requireNothing(at name: String) throws(PlanError) {
        guard self[name] == nil else {
            throw PlanError(
                .invalid,
                "the repository contains \(name), where the build puts its output",
                hint: "remove \(name) from the repository, or say in .assay.yaml how to build"
            )
        }
    }

    /// Whether there is a regular file of one of these names; a symbolic link of any of them is an error.
    func requireFile(oneOf names: [String]) throws(PlanError) -> Bool {
        var isThere = false
        for name in names where try requireFile(name) { isThere = true }
        return isThere
    }
}
