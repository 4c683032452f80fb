import Foundation
import StrictJSON

/// Server-sent events as a client like `curl -N` gets them.
struct EventStream: Sendable {
    /// One event: the number after `id:` and the JSON after `data:`.
    struct Event: Sendable {
        let id: Int?
        let value: JSONValue

        var type: String { value["type"]?.string ?? "" }
        var message: String { value["message"]?.string ?? "" }
    }

    /// The bytes as they came.
    let text: String
    /// The events in order.
    let events: [Event]

    /// Takes a whole stream apart.
    init(_ text: String) {
        self.text = text
        events = text.components(separatedBy: "\n\n").compactMap(Self.event)
    }

    /// The event in one block of lines, `nil` for a comment.
    static func event(_ block: String) -> Event? {
        let lines = block.split(separator: "\n")
        guard let data = lines.first(where: { $0.hasPrefix("data: ") }),
            let value = try? JSONParser.parse(Array(data.dropFirst("data: ".count).utf8))
        else { return nil }
        let id = lines.first { $0.hasPrefix("id: ") }.flatMap { Int($0.dropFirst("id: ".count)) }
        return Event(id: id, value: value)
    }

    /// The messages of the build's own output.
    var logs: [String] { events.filter { $0.type == "log" }.map(\.message) }
    /// The result at the end.
    var result: JSONValue? { events.last.flatMap { $0.type == "complete" ? $0.value["result"] : nil } }
    /// The status at the end.
    var status: String? { result?["status"]?.string }
    /// The stable name of the failure at the end.
    var errorType: String? { result?["error_type"]?.string }
}
