import Testing

@testable import Evidence

@Suite struct ReadingMemoryTests {
    private struct Unreadable: Error {}

    /// How often each of some readings is asked for.
    private func readings(_ parts: [[[UInt8]]]) -> [Int] {
        let memory = ReadingMemory<Int>()
        var count = 0
        return parts.map { parts in
            memory.output(of: parts) {
                count += 1
                return count
            }
        }
    }

    @Test func `the same bytes are read once`() {
        #expect(readings([[[1, 2], [3]], [[1, 2], [3]]]) == [1, 1])
    }

    @Test func `the same bytes in other parts are other bytes`() {
        #expect(
            readings([[[1, 2], [3]], [[1], [2, 3]], [[1, 2, 3]], [[1, 2], [3], []], [[1, 2], [4]]]) == [1, 2, 3, 4, 5]
        )
    }

    @Test func `what cannot be read is read again`() throws {
        let memory = ReadingMemory<Int>()
        #expect(throws: Unreadable.self) { try memory.output(of: [[1]]) { throw Unreadable() } }
        #expect(memory.output(of: [[1]]) { 7 } == 7)
    }

    @Test func `those used last are kept, up to a number`() {
        let count = UInt8(ReadingMemory<Int>.countLimit)
        let first = (1...count).map { [[$0]] }
        // The first is used again before one more comes, so the second makes room.
        let asked = readings(first + [[[1]], [[0]], [[1]], [[2]]])
        #expect(asked == (1...Int(count)).map { $0 } + [1, Int(count) + 1, 1, Int(count) + 2])
    }

    @Test func `large ones are not kept`() {
        let large = [[UInt8](repeating: 0, count: ReadingMemory<Int>.sizeLimit), [0]]
        #expect(readings([large, large]) == [1, 2])
    }
}
