import Evidence
import Testing

@Suite struct TCBVersionTests {
    private let milan = TCBVersion(bootloader: 4, tee: 1, snp: 24, microcode: 219)
    private let turin = TCBVersion(fmc: 1, bootloader: 2, tee: 3, snp: 4, microcode: 81)

    @Test func `each layout reads what it wrote, and not what the other wrote`() {
        #expect(TCBField(milan).bytes == [4, 1, 0, 0, 0, 0, 24, 219])
        #expect(TCBField(turin).bytes == [1, 2, 3, 4, 0, 0, 0, 81])
        #expect(TCBField(milan).version(as: .milan) == milan)
        #expect(TCBField(turin).version(as: .turin) == turin)
        #expect(TCBField(milan).version(as: .turin) == nil)
        #expect(TCBField(turin).version(as: .milan) == nil)
    }

    @Test func `versions are compared part by part`() {
        #expect(milan.isAtLeast(milan))
        #expect(!milan.isAtLeast(TCBVersion(bootloader: 3, tee: 2, snp: 24, microcode: 219)))
        #expect(!milan.isAtLeast(TCBVersion(bootloader: 5, tee: 0, snp: 0, microcode: 0)))
        #expect(!turin.isAtLeast(TCBVersion(fmc: 2, bootloader: 2, tee: 3, snp: 4, microcode: 81)))
        #expect(!turin.isAtLeast(milan))
        #expect(!milan.isAtLeast(turin))
    }
}
