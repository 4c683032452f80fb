import COpenSSL

extension PublicKey {
    private static let header = "-----BEGIN PUBLIC KEY-----"
    private static let footer = "-----END PUBLIC KEY-----"

    /// The key as OpenSSL writes it: lines of 64 characters, each ended by a line feed.
    package var pem: String {
        var text = [UInt8](repeating: 0, count: (subjectPublicKeyInfo.count + 2) / 3 * 4 + 1)
        let count = EVP_EncodeBlock(&text, subjectPublicKeyInfo, Int32(subjectPublicKeyInfo.count))
        var lines = [Self.header]
        for start in stride(from: 0, to: Int(count), by: 64) {
            lines.append(String(decoding: text[start..<min(start + 64, Int(count))], as: UTF8.self))
        }
        return (lines + [Self.footer, ""]).joined(separator: "\n")
    }

    /// Reads a key written exactly as ``pem`` does; the last line feed may be missing. Text around it is an error.
    package init(pem text: String) throws(OpenSSLError) {
        guard text.utf8.count <= Self.sizeLimit * 2 else {
            throw OpenSSLError(.limit, "PEM", "a public key of \(text.utf8.count) characters")
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
        let body = Array(lines.dropFirst().dropLast().joined().utf8)
        guard lines.count > 2, lines.first == Self.header[...], lines.last == Self.footer[...],
            body.count.isMultiple(of: 4)
        else { throw OpenSSLError(.malformed, "PEM", "the text is not one PEM public key") }
        var bytes = [UInt8](repeating: 0, count: body.count)
        let count = Int(EVP_DecodeBlock(&bytes, body, Int32(body.count)))
        let padding = body.suffix(2).count { $0 == UInt8(ascii: "=") }
        guard count > padding else { throw OpenSSLError(.malformed, "PEM", "the text between the lines is not Base64") }
        try self.init(subjectPublicKeyInfo: Array(bytes[..<(count - padding)]))
        guard pem == text || pem == text + "\n" else {
            throw OpenSSLError(.malformed, "PEM", "the text is not laid out as PEM demands")
        }
    }
}
