import StrictJSON
import Testing

struct JSONObjectTests {
    /// On both sides of where a table takes over.
    @Test(arguments: [1, 7, 8, 9, 10, 30])
    func `members are found, replaced and removed, however many there are`(count: Int) {
        var object = JSONObject()
        for number in 0..<count { object["name \(number)"] = .integer(number) }
        for number in 0..<count { object["name \(number)"] = .integer(number + 100) }
        #expect(object.names == (0..<count).map { "name \($0)" })
        #expect(object["name \(count)"] == nil && object["name"] == nil && object[""] == nil)
        var left = Array(0..<count)
        while let number = left.randomElement() {
            left.removeAll { $0 == number }
            object["name \(number)"] = nil
            #expect(object.names == left.map { "name \($0)" })
            for other in 0..<count {
                #expect(object["name \(other)"] == (left.contains(other) ? .integer(other + 100) : nil))
            }
        }
    }

    @Test(arguments: [0, 20])
    func `names of other bytes are other names, even where they are the same text`(others: Int) {
        var object = JSONObject()
        for number in 0..<others { object["\(number)"] = .null }
        // One character each way: composed, decomposed; and two marks in both orders, which are equally long.
        let names = ["\u{E9}", "e\u{301}", "a\u{323}\u{307}", "a\u{307}\u{323}"]
        for (position, name) in names.enumerated() { object[name] = .integer(position) }
        #expect(object.members.count == others + names.count)
        for (position, name) in names.enumerated() { #expect(object[name] == .integer(position)) }
    }
}
