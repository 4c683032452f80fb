/// A configuration is not acceptable; every problem that was found is in it.
package struct SettingsError: Error, Equatable, CustomStringConvertible {
    /// One thing to put right.
    package struct Problem: Sendable, Equatable, CustomStringConvertible {
        /// Where it is: a line and column, or an environment variable.
        package enum Location: Sendable, Equatable {
            /// Both count from 1.
            case file(line: Int, column: Int)
            case variable(String)
            /// The configuration as a whole.
            case whole
        }

        /// Where it is.
        package let location: Location
        /// The key, for example `server.listen`; empty at the top.
        package let key: String
        /// What was expected and what was found, without the value of a secret.
        package let message: String

        package var description: String {
            let subject = key.isEmpty ? "" : "\(key): "
            return switch location {
            case .file(let line, let column): "\(line):\(column): \(subject)\(message)"
            case .variable(let name): "\(name): \(subject)\(message)"
            case .whole: "\(subject)\(message)"
            }
        }
    }

    /// What was read: a file's name.
    package let file: String
    /// Everything that is wrong, in the order of the file; never empty.
    package let problems: [Problem]

    /// Makes an error.
    package init(file: String, problems: [Problem]) {
        self.file = file
        self.problems = problems
    }

    /// One line a problem, as compilers write it.
    package var description: String {
        problems.map { problem in
            // A line's number follows the colon at once, so that editors find the place.
            if case .file = problem.location { "\(file):\(problem)" } else { "\(file): \(problem)" }
        }
        .joined(separator: "\n")
    }

    /// Whether there is a problem with this key.
    package func concerns(_ key: String) -> Bool { problems.contains { $0.key == key } }
}
