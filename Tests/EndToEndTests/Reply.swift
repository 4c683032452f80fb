import Foundation
import StrictJSON

/// An HTTP reply as `curl --include` prints it.
struct Reply: Sendable {
    /// The status code; 0 where there was no reply.
    let status: Int
    /// The header fields, names in lower case.
    let headers: [String: String]
    /// The body.
    let body: [UInt8]

    init(_ output: [UInt8]) {
        var rest = output[...]
        var status = 0
        var headers: [String: String] = [:]
        while let end = rest.firstIndex(of: 0x0A) {
            let line = String(decoding: rest[..<end], as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            rest = rest[(end + 1)...]
            if line.isEmpty { break }
            if line.hasPrefix("HTTP/") {
                status = Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0
            } else {
                let name = line.prefix { $0 != ":" }
                headers[name.lowercased()] = line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
            }
        }
        (self.status, self.headers, body) = (status, headers, Array(rest))
    }

    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }
    /// The body as JSON, `null` where it is none.
    var json: JSONValue { (try? JSONParser.parse(body)) ?? .null }
    /// A text member of the body's object.
    subscript(name: String) -> String? { json[name]?.string }
}
