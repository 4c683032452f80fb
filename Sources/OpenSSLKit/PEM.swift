import COpenSSL

/// Text with DER between lines (RFC 7468).
package enum PEM {
    /// The largest text that is read unless the caller says otherwise, in bytes.
    package static let defaultSizeLimit = 256 << 10

    /// The DER of every block in a text that holds nothing but blocks of this label, at most `limit` of them.
    ///
    /// White space between blocks and zero bytes at the end are passed over, as Intel's quotes have them; any other text
    /// is an error.
    package static func blocks(
        _ text: [UInt8],
        label: String,
        limit: Int,
        sizeLimit: Int = defaultSizeLimit
    ) throws(OpenSSLError) -> [[UInt8]] {
        guard text.count <= sizeLimit else { throw OpenSSLError(.limit, "PEM", "a text of \(text.count) bytes") }
        let header = Array("-----BEGIN \(label)-----".utf8)
        let footer = Array("-----END \(label)-----".utf8)
        var rest = text[...]
        while rest.last == 0 { rest.removeLast() }
        var blocks: [[UInt8]] = []
        while true {
            rest = rest.drop(while: isSpace)
            if rest.isEmpty { return blocks }
            guard blocks.count < limit else { throw OpenSSLError(.limit, "PEM", "more than \(limit) blocks") }
            guard rest.starts(with: header) else {
                throw OpenSSLError(.malformed, "PEM", "text that is no block of \(label)")
            }
            rest = rest.dropFirst(header.count)
            let body = rest.prefix { $0 != UInt8(ascii: "-") }
            rest = rest.dropFirst(body.count)
            guard rest.starts(with: footer) else { throw OpenSSLError(.malformed, "PEM", "a block has no end") }
            rest = rest.dropFirst(footer.count)
            blocks.append(try decode(body.filter { !isSpace($0) }))
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Decodes padded Base64 without white space.
    private static func decode(_ body: [UInt8]) throws(OpenSSLError) -> [UInt8] {
        let padding = body.suffix(2).count { $0 == UInt8(ascii: "=") }
        var bytes = [UInt8](repeating: 0, count: body.count)
        let count = body.count.isMultiple(of: 4) ? Int(EVP_DecodeBlock(&bytes, body, Int32(body.count))) : -1
        ERR_clear_error()
        guard count > padding, !body.dropLast(padding).contains(UInt8(ascii: "=")) else {
            throw OpenSSLError(.malformed, "PEM", "the text between the lines is not Base64")
        }
        return Array(bytes[..<(count - padding)])
    }
}
