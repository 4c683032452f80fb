import ArgumentParser
import Builds
import Enclave
import Evidence
import Foundation
import Sandbox
import StrictJSON
import Toolchains

/// `assay doctor`: can this machine build and attest, and if not, how to get there.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Try a real sandbox; name enclave, toolchains and libraries, and how to get what is missing.",
        discussion: """
              assay doctor
              assay doctor --tpm swtpm:127.0.0.1:2321
              assay doctor --json

            Exit status: 0 this machine can build, 1 it cannot.
            """
    )

    @Option(help: ArgumentHelp("Name the attestation key of this TPM too, for a policy to pin.", valueName: "address"))
    var tpm: String?
    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let machine = try await enclave() + trustedPlatformModule()
        let findings = await sandbox(directory.path) + machine + toolchains() + programs()
        report(findings)
        if findings.contains(where: { $0.level == .missing && $0.isNeeded }) { throw ExitCode(1) }
    }

    /// One line of the report.
    private struct Finding {
        enum Level: String { case works, weaker, missing }
        var subject: String
        var level: Level
        var detail: String
        var hint: String?
        /// Whether nothing can be built without it.
        var isNeeded = false
    }

    private func sandbox(_ directory: String) async -> [Finding] {
        await SandboxDoctor.examine(directory: directory).map { finding in
            let level: Finding.Level =
                switch finding.level {
                case .works: .works
                case .weaker: .weaker
                case .missing: .missing
                }
            return Finding(
                subject: finding.subject,
                level: level,
                detail: finding.detail,
                hint: finding.hint,
                isNeeded: true
            )
        }
    }

    private func enclave() async -> [Finding] {
        let hardware = DetectedHardware.detect()
        guard !hardware.findings.isEmpty else {
            return [
                Finding(
                    subject: "enclave",
                    level: .missing,
                    detail: "no hardware that can attest was found",
                    hint: EnclaveSelection.simulatedHint
                )
            ]
        }
        let found = hardware.findings.map { finding in
            Finding(
                subject: "enclave",
                level: finding.platform == nil || finding.problem != nil ? .weaker : .works,
                detail: "\(finding.meaning) at \(finding.path)",
                hint: finding.problem
            )
        }
        return found + [await chosen(on: hardware)]
    }

    /// What `auto` comes to, asked whether it can vouch.
    private func chosen(on hardware: DetectedHardware) async -> Finding {
        do throws(EnclaveError) {
            let attester = try EnclaveSelection.auto.attester(on: hardware)
            try await attester.check()
            return Finding(subject: "enclave", level: .works, detail: "auto is \(attester.platform.rawValue)")
        } catch {
            return Finding(
                subject: "enclave",
                level: .missing,
                detail: "auto finds nobody to vouch: \(error.description)",
                hint: error.hint ?? EnclaveSelection.simulatedHint
            )
        }
    }

    /// The key of the TPM that was named, or of the machine's own.
    private func trustedPlatformModule() async throws -> [Finding] {
        let address: TPMAddress
        if let tpm {
            guard let named = TPMAddress(tpm) else {
                throw CommandError(
                    .usage,
                    "--tpm takes device:/PATH, swtpm:127.0.0.1:PORT or swtpm:/PATH, not '\(tpm)'"
                )
            }
            address = named
        } else {
            guard DetectedHardware.detect().findings.contains(where: { $0.platform == .tpm }) else { return [] }
            address = .standard
        }
        do throws(EnclaveError) {
            let name = try await TPMAttester(address).attestationKey().name
            return [Finding(subject: "tpm", level: .works, detail: "\(address) signs with the key \(name)")]
        } catch {
            let detail = "\(address): \(error.description)"
            return [Finding(subject: "tpm", level: .missing, detail: detail, hint: error.hint)]
        }
    }

    private func toolchains() -> [Finding] {
        let mounts = HostToolchains(environment: ProcessInfo.processInfo.environment).mounts
        func finding(_ name: String, _ inside: String, _ hint: String) -> Finding {
            guard let mount = mounts.first(where: { $0.inside == inside }) else {
                return Finding(subject: name, level: .missing, detail: "not found", hint: hint)
            }
            return Finding(subject: name, level: .works, detail: "\(mount.host), seen by builds at \(mount.inside)")
        }
        return [
            finding("swift", Layout.swift, "https://www.swift.org/install/linux"),
            finding("rust", Layout.rustup, "https://rustup.rs, or apt install cargo"),
        ]
    }

    private func programs() -> [Finding] {
        let wanted = [
            ("git", "/usr/bin/git", "apt install git", true), ("make", "/usr/bin/make", "apt install make", false),
            ("cc", "/usr/bin/cc", "apt install gcc", false), ("cmake", "/usr/bin/cmake", "apt install cmake", false),
            ("autoreconf", "/usr/bin/autoreconf", "apt install autoconf automake libtool", false),
        ]
        return wanted.map { name, path, hint, isNeeded in
            FileManager.default.isExecutableFile(atPath: path)
                ? Finding(subject: name, level: .works, detail: path)
                : Finding(subject: name, level: .missing, detail: "not found", hint: hint, isNeeded: isNeeded)
        }
    }

    private func report(_ findings: [Finding]) {
        if json {
            let values = findings.map { finding -> JSONValue in
                [
                    "subject": .string(finding.subject), "level": .string(finding.level.rawValue),
                    "detail": .string(finding.detail), "hint": finding.hint.map { .string($0) } ?? .null,
                ]
            }
            Console.standardOutput.write(JSONValue.array(values).serialized(.indented))
            return
        }
        let out = Console.standardOutput
        for finding in findings {
            let style: Console.Style =
                switch finding.level {
                case .works: .good
                case .weaker: .warning
                case .missing: finding.isNeeded ? .bad : .warning
                }
            let level = finding.level.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
            out.line("\(out.styled(level, style)) \(finding.subject): \(finding.detail)")
            if let hint = finding.hint, finding.level != .works { out.line("         hint: \(hint)", .faint) }
        }
    }
}
