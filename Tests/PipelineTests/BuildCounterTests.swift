import Glibc
import TestSupport
import Testing

@testable import Pipeline

@Suite(.scratchDirectory) struct BuildCounterTests {
    private let folder = ScratchDirectory.current

    @Test func `builds are counted across processes and forgotten at boot`() throws {
        let boot = try folder.write("first-boot\n", to: "boot_id")
        let counter = BuildCounter(directory: folder.path("count"), bootIdentifier: boot)
        #expect(try counter.next() == 1)
        #expect(try BuildCounter(directory: folder.path("count"), bootIdentifier: boot).next() == 2)
        try folder.write("second-boot\n", to: "boot_id")
        #expect(try counter.next() == 1)
    }

    @Test func `a directory that others can write to is refused`() throws {
        let boot = try folder.write("boot", to: "boot_id")
        try folder.write("", to: "open/x")
        chmod(folder.path("open"), 0o777)
        let counter = BuildCounter(directory: folder.path("open"), bootIdentifier: boot)
        #expect(throws: (any Error).self) { try counter.next() }
    }
}
