import Foundation
import Processes

/// One run of a program, from start to end.
package struct ProgramRun: Sendable {
    /// The exit status, or the signal that ended it.
    package let status: Int32
    /// What it wrote to standard output.
    package let output: [UInt8]
    /// What it wrote to standard error.
    package let errors: String

    /// The output as text.
    package var text: String { String(decoding: output, as: UTF8.self) }

    /// Runs a program with exactly this environment; blocks until it ends.
    package init(_ program: String, _ arguments: [String], environment: [String: String], input: [UInt8] = []) throws {
        // Files instead of pipes: nobody has to read and write at the same time.
        let folder = try ScratchDirectory.make()
        defer { try? folder.remove() }
        let names = (input: folder.path("input"), output: folder.path("output"), errors: folder.path("errors"))
        try Data(input).write(to: URL(fileURLWithPath: names.input))
        for name in [names.output, names.errors] { try Data().write(to: URL(fileURLWithPath: name)) }
        let input = try Descriptor.open(names.input, flags: O_RDONLY)
        let output = try Descriptor.open(names.output, flags: O_WRONLY)
        let errors = try Descriptor.open(names.errors, flags: O_WRONLY)
        // Not Foundation's Process: it crashes where many threads start programs at once.
        var child = try ChildProcess(
            Command(
                program,
                arguments,
                environment: environment,
                workingDirectory: FileManager.default.currentDirectoryPath,
                descriptors: [0: input.number, 1: output.number, 2: errors.number]
            )
        )
        switch try child.wait().termination {
        case .exited(let status), .signalled(let status): self.status = status
        }
        self.output = Array(try Data(contentsOf: URL(fileURLWithPath: names.output)))
        self.errors = String(decoding: try Data(contentsOf: URL(fileURLWithPath: names.errors)), as: UTF8.self)
    }
}
