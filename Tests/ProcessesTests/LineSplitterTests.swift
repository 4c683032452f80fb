import Processes
import Testing

struct LineSplitterTests {
    @Test func `lines are the same however the output is cut`() {
        let bytes = Array("one\n\ntwo\nlast".utf8)
        for cut in 0...bytes.count {
            var splitter = LineSplitter()
            var lines = splitter.append(bytes[..<cut]) + splitter.append(bytes[cut...])
            if let rest = splitter.finish() { lines.append(rest) }
            #expect(lines == ["one", "", "two", "last"].map { Array($0.utf8) })
        }
    }

    @Test func `an endless line comes in pieces of the limit`() {
        var splitter = LineSplitter(limit: 4)
        #expect(splitter.append(Array("abcdefghij".utf8)).map(\.count) == [4, 4])
        #expect(splitter.append(Array("\n".utf8)) == [Array("ij".utf8)])
        #expect(splitter.finish() == nil)
    }
}
