import CLibseccomp
import Glibc
import Processes
import Synchronization

/// The only way out of a fetch sandbox: an HTTP proxy that listens inside the sandbox's network namespace and runs
/// outside. It resolves names itself, refuses addresses near us, and records every request. One proxy serves one run.
package final class FetchProxy: Sendable {
    /// Where it listens inside.
    static let port: UInt16 = 3128

    let policy: FetchPolicy
    let resolver: Resolver
    let stopping: Interrupt
    private let state = Mutex(State())

    private struct State {
        var hasStarted = false
        var active = 0
        var moved = 0
        var requests: [FetchRequest] = []
    }

    package init(policy: FetchPolicy = FetchPolicy(), resolver: Resolver = .system) throws(SandboxError) {
        self.policy = policy
        self.resolver = resolver
        stopping = try asSandboxError { () throws(ProcessError) in try Interrupt() }
    }

    /// What tells programs inside to use the proxy.
    package var environment: [String: String] {
        let url = "http://127.0.0.1:\(Self.port)"
        let names = [
            "http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "CARGO_HTTP_PROXY",
            "npm_config_proxy", "npm_config_https_proxy",
        ]
        return Dictionary(uniqueKeysWithValues: names.map { ($0, url) })
    }

    /// What was asked for so far.
    package var requests: [FetchRequest] { state.withLock { $0.requests } }

    /// Listens in the network namespace of a process and accepts from here.
    func start(inNetworkOf pid: Int32) throws(SandboxError) {
        guard
            state.withLock({ state in
                defer { state.hasStarted = true }
                return !state.hasStarted
            })
        else {
            throw SandboxError(.invalid, operation: "proxy", message: "a proxy serves one run")
        }
        let namespace = try asSandboxError { () throws(ProcessError) in
            try Descriptor.open("/proc/\(pid)/ns/net", flags: O_RDONLY)
        }
        let unprivileged: Int32 = SandboxWorker.isPrivileged ? 0 : 1
        let number = assay_listen_in_namespace(namespace.number, Int32(Self.port), unprivileged)
        guard number >= 0 else {
            throw SandboxError(ProcessError(errno: -number, operation: "listen in the sandbox's network"))
        }
        let listener = Descriptor(owning: number)
        let listenerNumber = try asSandboxError { () throws(ProcessError) in try listener.duplicate() }.release()
        do throws(ProcessError) {
            try startThread { self.accept(Descriptor(owning: listenerNumber)) }
        } catch {
            _ = close(listenerNumber)
            throw SandboxError(error)
        }
    }

    /// Ends all connections and returns what was asked for.
    func stop() -> [FetchRequest] {
        stopping.set()
        // A thread that waits for a name server cannot be woken; its request was recorded when it began.
        let deadline = ContinuousClock.now + .seconds(2)
        while state.withLock({ $0.active > 0 }), ContinuousClock.now < deadline { _ = poll(nil, 0, 2) }
        return requests
    }

    private func accept(_ listener: consuming Descriptor) {
        while true {
            let isFull = state.withLock { $0.active >= policy.connections }
            let ready = try? Readiness.wait(
                for: [stopping.number, isFull ? -1 : listener.number],
                until: isFull ? .now + .milliseconds(20) : nil
            )
            guard let ready, !ready[0] else { return }
            guard ready[1] else { continue }
            let client = Glibc.accept(listener.number, nil, nil)
            guard client >= 0 else { continue }
            state.withLock { $0.active += 1 }
            do throws(ProcessError) {
                try startThread {
                    ProxyConnection(self).serve(ProxySocket(owning: client))
                    self.state.withLock { $0.active -= 1 }
                }
            } catch {
                _ = close(client)
                state.withLock { $0.active -= 1 }
            }
        }
    }

    /// Records a request and returns its place; nil when there were too many.
    func record(_ request: FetchRequest) -> Int? {
        state.withLock { state in
            guard state.requests.count < policy.requests else { return nil }
            state.requests.append(request)
            return state.requests.count - 1
        }
    }

    /// Adds to the record of a request.
    func update(_ place: Int, _ body: (inout FetchRequest) -> Void) {
        state.withLock { body(&$0.requests[place]) }
    }

    /// Takes from what all requests may move together.
    func spend(_ count: Int) -> Bool {
        state.withLock { state in
            state.moved += count
            return state.moved <= policy.bytes
        }
    }
}
