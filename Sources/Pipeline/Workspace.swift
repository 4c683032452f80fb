import Files
import Glibc
import Toolchains

/// The directories of one build on the host. Everything is beneath one directory, which ``remove()`` takes away.
struct Workspace: Sendable {
    /// The directory of everything.
    let root: String

    /// What the sandbox sees as ``Toolchains/Layout/root`` and may write.
    var build: String { root + "/build" }
    /// The project.
    var source: String { build + "/source" }
    /// Where `make install` and its like put files.
    var stage: String { build + "/stage" }
    /// Packs as they came.
    var packs: String { root + "/packs" }
    /// Indexed objects of the source.
    var objects: String { root + "/objects" }
    /// Indexed objects that show how a branch contains a commit.
    var history: String { root + "/history" }

    /// Makes the directories; `root` must not exist.
    init(creating root: String) throws {
        self.root = root
        for path in [
            root, build, source, stage, build + "/home", packs, objects, objects + "/pack", history, history + "/pack",
        ] {
            guard mkdir(path, 0o755) == 0 else {
                throw FileError(.system, operation: "mkdir", message: String(cString: strerror(errno)))
            }
        }
    }

    /// Removes everything, however a build has arranged it.
    func remove() throws {
        let parent = root.split(separator: "/").dropLast().joined(separator: "/")
        let name = root.split(separator: "/").last.map(String.init) ?? ""
        try Directory(path: "/" + parent).removeTree(name)
    }
}
