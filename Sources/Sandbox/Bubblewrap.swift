import Glibc
import Processes

/// A started `bwrap`. The thread that makes one must live until its end: bwrap asks to die with that thread.
final class Bubblewrap {
    /// Where bwrap is looked for; no search path is consulted.
    static let places = ["/usr/bin/bwrap", "/usr/local/bin/bwrap"]

    /// bwrap itself, outside the sandbox.
    var process: ChildProcess
    /// The command's output; only this end is open here.
    let log: Pipe
    private let status: Pipe
    private var statusText = ""
    private var block: Pipe

    static func find() throws(SandboxError) -> String {
        for place in places where access(place, X_OK) == 0 { return place }
        throw SandboxError(
            .unavailable,
            operation: "bwrap",
            message: "bubblewrap is not installed",
            hint: "apt install bubblewrap"
        )
    }

    /// Starts bwrap, which sets the sandbox up and waits for ``start()``.
    init(_ sandbox: Sandbox, proxyEnvironment: [String: String]) throws(SandboxError) {
        let program = try Self.find()
        let arguments = try BubblewrapArguments(sandbox, proxyEnvironment: proxyEnvironment)
        let filter = try SystemCallFilter.program()
        let options = try asSandboxError { () throws(ProcessError) in try Descriptor.memory(arguments.bytes) }
        var log = try asSandboxError { () throws(ProcessError) in try Pipe() }
        var status = try asSandboxError { () throws(ProcessError) in try Pipe() }
        let block = try asSandboxError { () throws(ProcessError) in try Pipe() }
        var descriptors: [Int32: Int32] = [
            1: sandbox.standardOutput ?? log.writeNumber,
            2: log.writeNumber,
            BubblewrapArguments.Number.options: options.number,
            BubblewrapArguments.Number.filter: filter.number,
            BubblewrapArguments.Number.status: status.writeNumber,
            BubblewrapArguments.Number.block: block.readNumber,
        ]
        if let input = sandbox.standardInput { descriptors[0] = input }
        var files: [Int32] = []
        defer { for file in files { _ = close(file) } }
        for file in arguments.files {
            let number = try asSandboxError { () throws(ProcessError) in
                try Descriptor.memory(file.contents).release()
            }
            files.append(number)
            descriptors[file.number] = number
        }
        let command = Command(
            program,
            ["--args", "\(BubblewrapArguments.Number.options)", "--"] + arguments.command,
            descriptors: descriptors
        )
        let process = try asSandboxError { () throws(ProcessError) in try ChildProcess(command) }
        log.closeWriting()
        status.closeWriting()
        try asSandboxError { () throws(ProcessError) in try log.setReadNonBlocking() }
        try asSandboxError { () throws(ProcessError) in try status.setReadNonBlocking() }
        self.process = process
        self.log = log
        self.status = status
        self.block = block
    }

    /// The number of the sandbox's first process, once bwrap has made it; nil when bwrap ended without.
    func firstProcess(interrupt: Interrupt, until deadline: ContinuousClock.Instant) throws(SandboxError) -> Int32? {
        while true {
            let ready = try asSandboxError { () throws(ProcessError) in
                try Readiness.wait(
                    for: [status.readNumber, process.handle.number, interrupt.number],
                    until: deadline
                )
            }
            readStatus()
            if let first = Self.number(after: "\"child-pid\": ", in: statusText) { return first }
            // Ended, cancelled or out of time: what bwrap has made by now dies with it.
            if ready[1] || ready[2] || ContinuousClock.now >= deadline { return nil }
        }
    }

    /// Lets the command start.
    func start() throws(SandboxError) {
        // The reading end is still open here too, so that no signal comes if bwrap has gone.
        try asSandboxError { () throws(ProcessError) in try block.write([1]) }
        block.closeReading()
        block.closeWriting()
    }

    /// The exit status of the command; nil when bwrap never came to start it. Asked after bwrap's end.
    func commandStatus() -> Int32? {
        readStatus()
        return Self.number(after: "\"exit-code\": ", in: statusText)
    }

    private func readStatus() {
        while let chunk = try? status.read(4096), !chunk.isEmpty, statusText.utf8.count < 65536 {
            statusText += String(decoding: chunk, as: UTF8.self)
        }
    }

    /// bwrap writes this itself and the sandbox never has the descriptor, so that no JSON parser is needed.
    private static func number(after key: String, in text: String) -> Int32? {
        guard let range = text.firstRange(of: key) else { return nil }
        let digits = text[range.upperBound...].prefix { $0.isASCII && $0.isNumber }
        // A number at the very end of what was read may go on.
        return digits.endIndex == text.endIndex ? nil : Int32(digits)
    }
}
