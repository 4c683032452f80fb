import Glibc
import Processes

/// Finds out what sandboxes can do on this machine, by trying.
package enum SandboxDoctor {
    /// One thing that was tried.
    package struct Finding: Sendable, Hashable {
        /// Whether sandboxes work fully, with less than they could, or not at all.
        package enum Level: String, Sendable, Hashable {
            case works, weaker, missing
        }

        /// What was looked at: `bubblewrap`, `sandbox`, `memory limit`, …
        package var subject: String
        package var level: Level
        /// What was found.
        package var detail: String
        /// How to get what is missing.
        package var hint: String?
    }

    /// Tries a real sandbox in a directory that it may write to, and reports. Nothing is thrown: a machine without any
    /// sandbox is a finding.
    package static func examine(directory: String) async -> [Finding] {
        var findings: [Finding] = []
        do throws(SandboxError) {
            findings.append(Finding(subject: "bubblewrap", level: .works, detail: try Bubblewrap.find()))
        } catch {
            findings.append(Finding(subject: "bubblewrap", level: .missing, detail: error.message, hint: error.hint))
            return findings
        }
        if SandboxWorker.isPrivileged, access("/usr/bin/setpriv", X_OK) != 0 {
            findings.append(
                Finding(
                    subject: "setpriv",
                    level: .missing,
                    detail: "/usr/bin/setpriv is not installed",
                    hint: "apt install util-linux"
                )
            )
            return findings
        }
        do throws(SandboxError) {
            let result = try await probe(directory)
            findings += Self.findings(of: result)
            findings.append(await network(directory))
        } catch {
            findings.append(Finding(subject: "sandbox", level: .missing, detail: error.description, hint: error.hint))
        }
        return findings
    }

    private static func probe(_ directory: String, network: Sandbox.Network = .none) async throws(SandboxError)
        -> SandboxResult
    {
        var sandbox = Sandbox(
            command: ["/usr/bin/touch", "/work/probe"],
            writable: [Sandbox.Bind(directory, at: "/work")],
            network: network
        )
        sandbox.limits.timeout = .seconds(20)
        sandbox.limits.diskReserve = 0
        let result = try await sandbox.run()
        guard result.isSuccess else {
            throw SandboxError(
                .setUp,
                operation: "sandbox",
                message: "a program in it ended with status \(result.status ?? -1) (\(result.reason.rawValue))"
            )
        }
        return result
    }

    private static func findings(of result: SandboxResult) -> [Finding] {
        let report = result.report
        var findings = [
            Finding(
                subject: "sandbox",
                level: .works,
                detail: report.ownUser ? "each worker has its own user" : "user namespace without power"
            )
        ]
        for (subject, accounting) in [("memory limit", report.memory), ("process limit", report.processes)] {
            let isPolled = accounting == .polled
            findings.append(
                Finding(
                    subject: subject,
                    level: isPolled ? .weaker : .works,
                    detail: isPolled ? "measured ten times a second, without control groups" : accounting.rawValue,
                    hint: isPolled ? "run under systemd with Delegate=yes, or as root" : nil
                )
            )
        }
        return findings
    }

    private static func network(_ directory: String) async -> Finding {
        do throws(SandboxError) {
            _ = try await probe(directory, network: .proxy(FetchProxy()))
            return Finding(subject: "fetch proxy", level: .works, detail: "listens in the sandbox's network")
        } catch {
            return Finding(subject: "fetch proxy", level: .missing, detail: error.description, hint: error.hint)
        }
    }
}
