import Foundation

extension LoopbackServer {
    /// Header fields in the order of the wire; names are looked up without regard to case.
    package struct Headers: Sendable, ExpressibleByDictionaryLiteral {
        /// The fields as they were received or will be sent.
        package var fields: [(name: String, value: String)]

        /// Makes a list of fields.
        package init(_ fields: [(name: String, value: String)] = []) { self.fields = fields }

        package init(dictionaryLiteral elements: (String, String)...) {
            fields = elements.map { (name: $0.0, value: $0.1) }
        }

        /// The first field of that name; setting replaces every field of that name.
        package subscript(name: String) -> String? {
            get { fields.first { $0.name.lowercased() == name.lowercased() }?.value }
            set {
                fields.removeAll { $0.name.lowercased() == name.lowercased() }
                if let newValue { fields.append((name, newValue)) }
            }
        }

        /// All fields of that name.
        package func all(_ name: String) -> [String] {
            fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
        }
    }

    /// What a client asked for.
    package struct Request: Sendable {
        /// The method as sent.
        package var method: String
        /// The request target as sent, for example `/a%20b?c=d`.
        package var target: String
        /// The header fields.
        package var headers: Headers
        /// The body, with any chunked coding removed.
        package var body: [UInt8]

        /// The target up to the question mark, as sent.
        package var path: String { String(target.prefix { $0 != "?" }) }
        /// The target after the question mark, as sent; empty where there is none.
        package var query: String { String(target.drop { $0 != "?" }.dropFirst()) }
        /// The body as text.
        package var text: String { String(decoding: body, as: UTF8.self) }

        /// The decoded value of a query parameter.
        package func parameter(_ name: String) -> String? {
            var components = URLComponents()
            components.percentEncodedQuery = query
            return components.queryItems?.first { $0.name == name }?.value
        }
    }
}
