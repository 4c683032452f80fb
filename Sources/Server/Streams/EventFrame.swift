import StrictJSON

/// Server-sent events as they go over the wire.
///
/// An event is an `id:` line, one `data:` line and an empty line. Kettle's published client splits the pieces that it
/// reads at line feeds and parses every `data: ` line, so an event has to be in one piece: it is written at once, and
/// its JSON has no line break and nothing outside ASCII.
enum EventFrame {
    /// The event with number `id`.
    static func event(_ value: JSONValue, id: Int?) -> [UInt8] {
        var frame: [UInt8] = []
        if let id { frame += Array("id: \(id)\n".utf8) }
        frame += Array("data: ".utf8)
        frame += value.serialized(.compactASCII)
        frame += Array("\n\n".utf8)
        return frame
    }

    /// A line that clients ignore, so that nobody between takes the connection for dead.
    static let keepAlive = Array(": keep-alive\n\n".utf8)
}
