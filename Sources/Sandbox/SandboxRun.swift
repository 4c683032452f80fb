import Glibc
import Processes
import Synchronization

/// One run of a sandbox, on the thread that calls ``run()``.
final class SandboxRun {
    private let sandbox: Sandbox
    private let interrupt: Interrupt
    private let onOutput: ([UInt8]) -> Void
    private let group: ControlGroup
    private let disk: DiskWatch
    private let began = ContinuousClock.now
    private let deadline: ContinuousClock.Instant
    private var outputSize = 0
    /// The first bytes of the log, to tell what bwrap said when it failed.
    private var beginning: [UInt8] = []

    private static let chunk = 64 * 1024
    /// What a pipe can hold at most without privilege, and a little more for what is written while it is read.
    private static let drainLimit = 2 << 20
    /// How often limits that nothing announces are looked at.
    private static let interval: Duration = .milliseconds(100)
    /// How long killed processes may take to vanish; only one that is stuck in the kernel takes more than an instant.
    private static let killLimit: Duration = .seconds(30)

    private static let count = Atomic<UInt64>(0)

    init(
        _ sandbox: Sandbox,
        interrupt: Interrupt,
        onOutput: @escaping ([UInt8]) -> Void
    ) throws(SandboxError) {
        self.sandbox = sandbox
        self.interrupt = interrupt
        self.onOutput = onOutput
        let number = Self.count.wrappingAdd(1, ordering: .relaxed).newValue
        group = ControlGroup(sandbox.limits, name: "assay-\(getpid())-\(number)")
        disk = try asSandboxError { () throws(ProcessError) in
            try DiskWatch(sandbox.writable.map(\.host), limits: sandbox.limits)
        }
        deadline = began + sandbox.limits.timeout
    }

    deinit { disk.stop() }

    func run() throws(SandboxError) -> SandboxResult {
        var proxyEnvironment: [String: String] = [:]
        if case .proxy(let proxy) = sandbox.network { proxyEnvironment = proxy.environment }
        defer { stopProxy() }
        if SandboxWorker.isPrivileged {
            for bind in sandbox.writable { try FileTree.giveAway(bind.host, to: sandbox.worker.identifier) }
        }
        let bubblewrap = try Bubblewrap(sandbox, proxyEnvironment: proxyEnvironment)
        guard let number = try bubblewrap.firstProcess(interrupt: interrupt, until: deadline),
            let first = try? ProcessHandle(number), ProcessTree.parent(of: number) == bubblewrap.process.identifier
        else { return try endWithoutFirst(bubblewrap) }
        var reason: SandboxResult.Reason?
        do throws(SandboxError) {
            try prepare(first)
            try bubblewrap.start()
            reason = try watch(bubblewrap, first)
        } catch {
            _ = try end(bubblewrap, first)
            // When bwrap gave up, its own words say more than our attempt to go on.
            _ = try pass(bubblewrap.log, Self.drainLimit)
            if bubblewrapMessage != nil { _ = try setUpFailure() }
            throw error
        }
        return try finish(bubblewrap, first, reason: reason)
    }

    /// What has to be in place before the command starts.
    private func prepare(_ first: borrowing ProcessHandle) throws(SandboxError) {
        let number = first.identifier
        try group.add(number)
        let limits = sandbox.limits
        try asSandboxError { () throws(ProcessError) in
            try ResourceLimit.fileSize.set(limits.disk, of: number)
            try ResourceLimit.core.set(0, of: number)
            try ResourceLimit.openFiles.set(limits.openFiles, of: number)
            // Second in line: the limit that is counted must be hit first, because only that is noticed.
            try ResourceLimit.processes.set(limits.processes + 64, of: number)
            try disk.start()
        }
        if case .proxy(let proxy) = sandbox.network { try proxy.start(inNetworkOf: number) }
    }

    /// Waits for the end of the command; nil if it came by itself.
    private func watch(
        _ bubblewrap: Bubblewrap,
        _ first: borrowing ProcessHandle
    ) throws(SandboxError) -> SandboxResult.Reason? {
        var logIsOpen = true
        var nextCheck = ContinuousClock.now + Self.interval
        while true {
            let ready = try asSandboxError { () throws(ProcessError) in
                try Readiness.wait(
                    for: [
                        bubblewrap.process.handle.number, first.descriptor.number, interrupt.number,
                        disk.exceeded.number, logIsOpen ? bubblewrap.log.readNumber : -1,
                    ],
                    until: min(deadline, nextCheck)
                )
            }
            if ready[2] { return .cancelled }
            if ready[3] { return .diskLimit }
            if ready[4] {
                guard let isOpen = try pass(bubblewrap.log, Self.chunk) else { return .logLimit }
                logIsOpen = isOpen
            }
            if ready[0] || ready[1] { return nil }
            let now = ContinuousClock.now
            if now >= deadline { return .timeout }
            if now >= nextCheck {
                if let violation = violation(first) { return violation }
                nextCheck = now + Self.interval
            }
        }
    }

    /// Hands on at most `limit` bytes of output: false at its end, nil when it is more than the log may hold.
    private func pass(_ log: borrowing Pipe, _ limit: Int) throws(SandboxError) -> Bool? {
        var left = limit
        while left > 0 {
            let chunk: [UInt8]?
            do throws(ProcessError) { chunk = try log.read(min(left, Self.chunk)) } catch { throw SandboxError(error) }
            guard var chunk else { return true }
            guard !chunk.isEmpty else { return false }
            left -= chunk.count
            let room = sandbox.limits.log - outputSize
            let isOver = chunk.count > room
            if isOver { chunk.removeLast(chunk.count - room) }
            outputSize += chunk.count
            if beginning.count < 4096 { beginning += chunk.prefix(4096 - beginning.count) }
            if !chunk.isEmpty { onOutput(chunk) }
            if isOver { return nil }
        }
        return true
    }

    /// Limits that must be looked at: the groups' counters, or each process where there are no groups.
    private func violation(_ first: borrowing ProcessHandle) -> SandboxResult.Reason? {
        if let violation = group.violation { return violation }
        guard group.memory == .polled || group.processes == .polled else { return nil }
        let processes = ProcessTree.descendants(of: first.identifier)
        if group.processes == .polled, processes.count > sandbox.limits.processes { return .processLimit }
        guard group.memory == .polled else { return nil }
        let memory = processes.reduce(0) { $0 + (ProcessTree.residentMemory(of: $1) ?? 0) }
        return memory > sandbox.limits.memory ? .memoryLimit : nil
    }

    /// Kills everything in the sandbox and waits until it is dead.
    private func end(
        _ bubblewrap: Bubblewrap,
        _ first: borrowing ProcessHandle
    ) throws(SandboxError) -> ChildProcess.Usage {
        let limit = ContinuousClock.now + Self.killLimit
        do throws(ProcessError) {
            // The kernel ends every process of a namespace before the death of its first one is seen.
            first.signal(SIGKILL)
            guard try Readiness.wait(for: [first.descriptor.number], until: limit)[0] else {
                throw ProcessError(.deadline, operation: "kill", message: "the sandbox does not die")
            }
            guard try Readiness.wait(for: [bubblewrap.process.handle.number], until: limit)[0] else {
                throw ProcessError(.deadline, operation: "kill", message: "bwrap does not end")
            }
            let usage = try bubblewrap.process.wait().usage
            first.reapIfOurs()
            return usage
        } catch {
            throw SandboxError(.survivors, operation: error.operation, message: error.message)
        }
    }

    private func finish(
        _ bubblewrap: Bubblewrap,
        _ first: borrowing ProcessHandle,
        reason early: SandboxResult.Reason?
    ) throws(SandboxError) -> SandboxResult {
        // Only a violation can be seen after the end: a limit hit in the last tenth of a second counts too.
        let late = early == nil ? group.violation : nil
        let usage = try end(bubblewrap, first)
        disk.stop()
        var reason = early ?? late
        if reason != .logLimit, try pass(bubblewrap.log, Self.drainLimit) == nil { reason = reason ?? .logLimit }
        let requests = stopProxy()
        var status = bubblewrap.commandStatus()
        if reason == nil, status == nil { status = try setUpFailure() }
        if reason == nil, status == 128 + SIGXFSZ || disk.isOver { reason = .diskLimit }
        return SandboxResult(
            reason: reason ?? .exited,
            status: reason == nil ? status : nil,
            elapsed: began.duration(to: .now),
            processorTime: usage.processorTime,
            peakMemory: group.peakMemory,
            outputSize: outputSize,
            requests: requests,
            report: report
        )
    }

    /// Ends a sandbox that never came to have a first process.
    private func endWithoutFirst(_ bubblewrap: Bubblewrap) throws(SandboxError) -> SandboxResult {
        bubblewrap.process.kill()
        let usage = try asSandboxError { () throws(ProcessError) in try bubblewrap.process.wait().usage }
        _ = try pass(bubblewrap.log, Self.drainLimit)
        let isCancelled = try asSandboxError { () throws(ProcessError) in
            try Readiness.wait(for: [interrupt.number], until: .now)[0]
        }
        guard isCancelled || ContinuousClock.now >= deadline else {
            _ = try setUpFailure()
            throw SandboxError(.setUp, operation: "bwrap", message: "the sandbox could not be set up")
        }
        return SandboxResult(
            reason: isCancelled ? .cancelled : .timeout,
            elapsed: began.duration(to: .now),
            processorTime: usage.processorTime,
            outputSize: outputSize,
            requests: [],
            report: report
        )
    }

    @discardableResult
    private func stopProxy() -> [FetchRequest] {
        guard case .proxy(let proxy) = sandbox.network else { return [] }
        return proxy.stop()
    }

    private var report: SandboxReport {
        SandboxReport(memory: group.memory, processes: group.processes, ownUser: SandboxWorker.isPrivileged)
    }

    /// What bwrap said of its failure, as an error; or 127, a shell's status, when only the program was not there.
    private func setUpFailure() throws(SandboxError) -> Int32 {
        let message = bubblewrapMessage ?? "bwrap ended without a word"
        if message.hasPrefix("execvp ") { return 127 }
        throw SandboxError(.setUp, operation: "bwrap", message: message, hint: SandboxHints.hint(for: message))
    }

    /// What bwrap complained about. Only asked when the command did not run and could not write this itself.
    private var bubblewrapMessage: String? {
        let lines = String(decoding: beginning, as: UTF8.self).split(separator: "\n")
        return lines.last { $0.hasPrefix("bwrap: ") }.map { String($0.dropFirst(7)) }
    }
}
