import Glibc
import TestSupport
import Testing

@testable import Files

/// The way of opening for kernels without openat2(2) refuses the same.
@Suite(.scratchDirectory)
struct StepwiseOpeningTests {
    @Test func `without openat2 no link is followed either`() throws {
        let scratch = ScratchDirectory.current
        try scratch.write("inside", to: "tree/real/file")
        try scratch.write("secret", to: "outside/file")
        symlink(scratch.path("outside"), scratch.path("tree/folder"))
        symlink("real/file", scratch.path("tree/link"))
        let directory = try Directory(path: scratch.path("tree"))
        #expect(try directory.openStepwise(["real", "file"], flags: O_RDONLY, mode: 0).readToEnd(limit: 9).count == 6)
        for components: [Substring] in [["folder", "file"], ["link"]] {
            let error = #expect(throws: FileError.self) {
                _ = try directory.openStepwise(components, flags: O_RDONLY, mode: 0)
            }
            #expect(error?.code == .link)
        }
    }
}
