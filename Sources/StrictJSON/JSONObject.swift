/// The members of a JSON object, in order, each name once.
package struct JSONObject: Sendable, Equatable {
    /// The members in the order in which they were written.
    package private(set) var members: [(name: String, value: JSONValue)] = []
    // By bytes, as other readers tell names apart: for Swift, strings of other bytes can be equal.
    private var positions: [[UInt8]: Int] = [:]

    /// An object without members.
    package init() {}

    /// The names in order.
    package var names: [String] { members.map(\.name) }

    /// The value of the member called `name`; setting `nil` removes it.
    package subscript(name: String) -> JSONValue? {
        get { positions[Array(name.utf8)].map { members[$0].value } }
        set {
            let key = Array(name.utf8)
            if let newValue {
                if let position = positions[key] {
                    members[position].value = newValue
                } else {
                    positions[key] = members.count
                    members.append((name, newValue))
                }
            } else if let position = positions[key] {
                members.remove(at: position)
                positions = Dictionary(uniqueKeysWithValues: members.enumerated().map { (Array($1.name.utf8), $0) })
            }
        }
    }

    /// Two objects are equal when they have equal members, whatever their order.
    package static func == (one: JSONObject, other: JSONObject) -> Bool {
        one.members.count == other.members.count
            && one.members.allSatisfy { other[$0.name] == $0.value }
    }
}
