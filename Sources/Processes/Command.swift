/// A program with everything that it gets: nothing is inherited that is not named here.
package struct Command: Sendable {
    /// Which session and process group the child belongs to. All but `.own` let a whole group be killed.
    package enum Grouping: Sendable {
        /// Stays in the group of this process.
        case own
        /// Leads a new process group.
        case newGroup
        /// Leads a new session, without a terminal.
        case newSession
    }

    /// The absolute path of the program; no search path is consulted.
    package var executable: String
    /// The arguments after the program's name.
    package var arguments: [String]
    /// The whole environment.
    package var environment: [String: String]
    /// The directory that the program starts in; `/` unless told.
    package var workingDirectory: String
    /// Child descriptor → descriptor of this process. 0, 1 and 2 are `/dev/null` where absent; all others are closed.
    package var descriptors: [Int32: Int32]
    /// The child's session and group.
    package var grouping: Grouping

    package init(
        _ executable: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        workingDirectory: String = "/",
        descriptors: [Int32: Int32] = [:],
        grouping: Grouping = .newSession
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.descriptors = descriptors
        self.grouping = grouping
    }
}
