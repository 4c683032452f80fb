/// The members of a JSON object, in order, each name once.
package struct JSONObject: Sendable, Equatable {
    /// The members in the order in which they were written.
    package private(set) var members: [(name: String, value: JSONValue)] = []
    /// Where a member stands, once there are more than are looked through one by one.
    private var positions: [[UInt8]: Int] = [:]
    /// Few members are found sooner without a table.
    private static let unindexedCount = 8

    /// An object without members.
    package init() {}

    /// The names in order.
    package var names: [String] { members.map(\.name) }

    /// The value of the member called `name`; setting `nil` removes it.
    package subscript(name: String) -> JSONValue? {
        get { position(of: name).map { members[$0].value } }
        set {
            let position = position(of: name)
            if let newValue {
                if let position {
                    members[position].value = newValue
                } else {
                    append(name, newValue)
                }
            } else if let position {
                members.remove(at: position)
                positions = [:]
                index(from: 0)
            }
        }
    }

    /// Adds a member that is not there yet.
    mutating func append(_ name: String, _ value: JSONValue) {
        members.append((name, value))
        index(from: members.count == Self.unindexedCount + 1 ? 0 : members.count - 1)
    }

    /// The index in ``members`` of the one called `name`.
    // By bytes, as other readers tell names apart: for Swift, strings of other bytes can be equal.
    package func position(of name: String) -> Int? {
        guard members.count <= Self.unindexedCount else { return positions[Array(name.utf8)] }
        return members.firstIndex { $0.name.utf8.count == name.utf8.count && $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// Enters the members from a position on into the table, where there is one.
    private mutating func index(from first: Int) {
        guard members.count > Self.unindexedCount else { return }
        for position in first..<members.count { positions[Array(members[position].name.utf8)] = position }
    }

    /// Two objects are equal when they have equal members, whatever their order.
    package static func == (one: JSONObject, other: JSONObject) -> Bool {
        one.members.count == other.members.count
            && one.members.allSatisfy { other[$0.name] == $0.value }
    }
}
