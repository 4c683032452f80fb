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

    /// The DER of every block in a text as ``blocks(_:label:limit:sizeLimit:)`` reads it, which must also be laid out as
    /// RFC 7468, section 2, demands, so that no byte of it can change unnoticed.
    ///
    /// Empty lines, carriage returns before line feeds and zero bytes at the end are passed over.
    package static func strictBlocks(
        _ text: [UInt8],
        label: String,
        limit: Int,
        sizeLimit: Int = defaultSizeLimit
    ) throws(OpenSSLError) -> [[UInt8]] {
        guard text.count <= sizeLimit else { throw OpenSSLError(.limit, "PEM", "a text of \(text.count) bytes") }
        return try text.withUnsafeBufferPointer { text throws(OpenSSLError) in
            var lines = Lines(rest: text[...])
            var blocks: [[UInt8]] = []
            while let line = lines.next() {
                guard line.elementsEqual("-----BEGIN \(label)-----".utf8) else {
                    throw OpenSSLError(.malformed, "PEM", "text that is no block of \(label)")
                }
                guard blocks.count < limit else { throw OpenSSLError(.limit, "PEM", "more than \(limit) blocks") }
                blocks.append(try decode(body(from: &lines, label)))
            }
            return blocks
        }
    }

    /// The Base64 up to the end of a block: lines of 64 characters, the last of which may be shorter.
    private static func body(from lines: inout Lines, _ label: String) throws(OpenSSLError) -> [UInt8] {
        let size = 64
        var body: [UInt8] = []
        while let line = lines.next() {
            if line.elementsEqual("-----END \(label)-----".utf8) { return body }
            guard body.count.isMultiple(of: size), line.count <= size else {
                throw OpenSSLError(.malformed, "PEM", "the lines of a block are not of \(size) characters")
            }
            body.append(contentsOf: line)
        }
        throw OpenSSLError(.malformed, "PEM", "a block has no end")
    }

    /// The lines that are not empty, each without what ends it.
    private struct Lines: IteratorProtocol {
        var rest: Slice<UnsafeBufferPointer<UInt8>>

        init(rest: Slice<UnsafeBufferPointer<UInt8>>) {
            self.rest = rest
            while self.rest.last == 0 { self.rest.removeLast() }
        }

        mutating func next() -> Slice<UnsafeBufferPointer<UInt8>>? {
            while !rest.isEmpty {
                let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
                let line = rest[rest.startIndex..<end]
                let isReturned = end < rest.endIndex && line.last == UInt8(ascii: "\r")
                rest = rest[min(end + 1, rest.endIndex)...]
                if line.count > (isReturned ? 1 : 0) { return isReturned ? line.dropLast() : line }
            }
            return nil
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Decodes padded Base64 without white space and without bits that stand for nothing.
    private static func decode(_ body: [UInt8]) throws(OpenSSLError) -> [UInt8] {
        let padding = body.suffix(2).count { $0 == UInt8(ascii: "=") }
        var count = body.count / 4 * 3
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { bytes, initializedCount in
            let isWhole = body.count.isMultiple(of: 4) && body.count > 0
            // It passes over white space and line ends around the text, and counts padding as zeros.
            if !isWhole || Int(EVP_DecodeBlock(bytes.baseAddress, body, Int32(body.count))) != count { count = 0 }
            initializedCount = max(0, count - padding)
        }
        ERR_clear_error()
        var end = [UInt8](repeating: 0, count: 5)
        EVP_EncodeBlock(&end, Array(bytes.suffix(3 - padding)), Int32(min(bytes.count, 3 - padding)))
        guard count > 0, !body.dropLast(padding).contains(UInt8(ascii: "=")),
            body.suffix(4).elementsEqual(end.dropLast())
        else {
            throw OpenSSLError(.malformed, "PEM", "the text between the lines is not Base64")
        }
        return bytes
    }
}
