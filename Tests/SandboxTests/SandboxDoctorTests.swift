import Sandbox
import TestSupport
import Testing

@Suite(.scratchDirectory, .timeLimit(.minutes(10)))
struct SandboxDoctorTests {
    @Test func `a machine that can build is found to`() async {
        let findings = await SandboxDoctor.examine(directory: ScratchDirectory.current.path)
        #expect(findings.map(\.subject) == ["bubblewrap", "sandbox", "memory limit", "process limit", "fetch proxy"])
        #expect(findings.allSatisfy { $0.level != .missing })
        #expect(findings.filter { $0.level == .weaker }.allSatisfy { $0.hint != nil })
    }
}
