/// The members of a JSON object, in order, each name once.
package struct JSONObject: Sendable, Equatable {
    /// The members in the order in which they were written.
    package private(set) var members: [(name: String, value: JSONValue)] = []
    private var positions: [String: Int] = [:]

    /// An object without members.
    package init() {}

    /// The names in order.
    package var names: [String] { members.map(\.name) }

    /// The value of the member called `name`; setting `nil` removes it.
    package subscript(name: String) -> JSONValue? {
        get { positions[name].map { members[$0].value } }
        set {
            if let newValue {
                if let position = positions[name] {
                    members[position].value = newValue
                } else {
                    positions[name] = members.count
                    members.append((name, newValue))
                }
            } else if positions[name] != nil {
                members.removeAll { $0.name == name }
                positions = Dictionary(uniqueKeysWithValues: members.enumerated().map { ($1.name, $0) })
            }
        }
    }

    /// Two objects are equal when they have equal members, whatever their order.
    package static func == (one: JSONObject, other: JSONObject) -> Bool {
        one.members.count == other.members.count
            && one.members.allSatisfy { other[$0.name] == $0.value }
    }
}
