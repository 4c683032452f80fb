package import Builds
import Bytes

/// A ref as the server lists it.
package struct RemoteReference: Equatable, Sendable {
    /// The full name, or `HEAD`.
    package var name: String
    /// The object that it points to.
    package var id: ObjectID
    /// What an annotated tag's chain ends in, as the server says.
    package var peeled: ObjectID?
    /// The ref that a symbolic ref stands for.
    package var symbolicTarget: String?

    /// Makes a ref.
    package init(name: String, id: ObjectID, peeled: ObjectID? = nil, symbolicTarget: String? = nil) {
        self.name = name
        self.id = id
        self.peeled = peeled
        self.symbolicTarget = symbolicTarget
    }

    /// Reads a line of an `ls-refs` response; `nil` if it is malformed.
    init?(line: some Sequence<UInt8>) {
        guard let text = String(validating: Array(line), as: UTF8.self) else { return nil }
        let words = text.pieces(between: " ")
        guard words.count >= 2, let id = ObjectID(words[0]), !words[1].isEmpty else { return nil }
        self.init(name: String(words[1]), id: id)
        for attribute in words.dropFirst(2) {
            if let target = attribute.after(prefix: "symref-target:") {
                symbolicTarget = String(target)
            } else if let digits = attribute.after(prefix: "peeled:") {
                guard let id = ObjectID(digits) else { return nil }
                peeled = id
            }
        }
    }
}
