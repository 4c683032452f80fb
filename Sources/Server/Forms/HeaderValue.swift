/// A header value with parameters, such as `form-data; name="x"` (RFC 9110, section 5.6.6).
struct HeaderValue: Equatable {
    /// The most parameters.
    static let parameterLimit = 16

    /// What stands before the parameters, in lower case.
    let first: String
    /// The parameters; names in lower case.
    let parameters: [String: String]

    /// Reads a value; throws for anything malformed, and for a parameter that stands twice.
    init(_ text: String) throws(MultipartError) {
        var rest = text.unicodeScalars[...]
        first = Self.token(&rest, also: "/").lowercased()
        var parameters: [String: String] = [:]
        Self.skipSpace(&rest)
        while !rest.isEmpty {
            guard rest.popFirst() == ";" else { throw MultipartError("a header parameter is malformed") }
            Self.skipSpace(&rest)
            // A semicolon at the very end is tolerated, as some libraries write it.
            if rest.isEmpty { break }
            let name = Self.token(&rest).lowercased()
            guard !name.isEmpty, rest.popFirst() == "=", let value = Self.value(&rest) else {
                throw MultipartError("a header parameter is malformed")
            }
            guard parameters.updateValue(value, forKey: name) == nil else {
                throw MultipartError("a header parameter stands twice")
            }
            guard parameters.count <= Self.parameterLimit else { throw MultipartError("too many header parameters") }
            Self.skipSpace(&rest)
        }
        guard !first.isEmpty else { throw MultipartError("a header value is empty") }
        self.parameters = parameters
    }

    private static func skipSpace(_ rest: inout Substring.UnicodeScalarView) {
        rest = rest.drop { $0 == " " || $0 == "\t" }
    }

    private static func token(_ rest: inout Substring.UnicodeScalarView, also extra: Unicode.Scalar? = nil) -> String {
        skipSpace(&rest)
        let token = rest.prefix { scalar in
            scalar == extra || "!#$%&'*+-.^_`|~".unicodeScalars.contains(scalar) || isAlphanumeric(scalar)
        }
        rest = rest[token.endIndex...]
        return String(token)
    }

    /// A token or a quoted string; in the latter a backslash makes the next character stand for itself.
    private static func value(_ rest: inout Substring.UnicodeScalarView) -> String? {
        guard rest.first == "\"" else {
            let token = token(&rest, also: "/")
            return token.isEmpty ? nil : token
        }
        rest.removeFirst()
        var value = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return String(value)
            case "\\":
                guard let next = rest.popFirst() else { return nil }
                // Browsers write Windows paths with single backslashes; only quotes and backslashes are escaped.
                if next != "\"" && next != "\\" { value.append(scalar) }
                value.append(next)
            case let scalar where scalar.value < 0x20 || scalar.value == 0x7F: return nil
            default: value.append(scalar)
            }
        }
        return nil
    }

    private static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
    }
}
