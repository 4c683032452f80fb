import Testing

@testable import Server

struct MultipartParserTests {
    private static let body = Form().field("repo_url", "https://forge.test/o/r")
        .file("source", Array("PK\u{3}\u{4}\r\n--\(Form.boundary.dropLast())\r\n\r".utf8)).body

    private func parse(_ body: [UInt8], pieces: Int) throws -> [MultipartParser.Event] {
        var parser = MultipartParser(boundary: Form.boundary)
        var events: [MultipartParser.Event] = []
        var start = 0
        while start < body.count {
            let end = min(start + pieces, body.count)
            events += try parser.parse(Array(body[start..<end]))
            start = end
        }
        try parser.finish()
        return Self.joined(events)
    }

    /// Puts neighbouring pieces of contents together: where they are cut depends on how the body arrived.
    private static func joined(_ events: [MultipartParser.Event]) -> [MultipartParser.Event] {
        events.reduce(into: []) { joined, event in
            if case .data(let more) = event, case .data(let bytes) = joined.last {
                joined[joined.count - 1] = .data(bytes + more)
            } else {
                joined.append(event)
            }
        }
    }

    @Test(arguments: [1, 2, 3, 7, 50, 100_000])
    func `a form reads the same however it arrives`(pieces: Int) throws {
        let events = try parse(Self.body, pieces: pieces)
        #expect(
            events == [
                .part(MultipartPart(name: "repo_url")), .data(Array("https://forge.test/o/r".utf8)), .endOfPart,
                .part(MultipartPart(name: "source", fileName: "source.zip")),
                .data(Array("PK\u{3}\u{4}\r\n--\(Form.boundary.dropLast())\r\n\r".utf8)), .endOfPart,
            ]
        )
    }

    @Test func `a form that ends early is refused, wherever it does`() {
        for count in 0..<(Self.body.count - 2) {
            #expect(throws: MultipartError.self) { try parse(Array(Self.body[..<count]), pieces: 16) }
        }
    }

    @Test func `no flipped bit makes the parser trap or read more than was sent`() {
        for index in Self.body.indices {
            for bit in 0..<8 {
                var body = Self.body
                body[index] ^= 1 << UInt8(bit)
                guard let events = try? parse(body, pieces: 61) else { continue }
                let size = events.reduce(0) { if case .data(let bytes) = $1 { $0 + bytes.count } else { $0 } }
                #expect(size < body.count)
            }
        }
    }

    @Test func `contents may be made of what delimiters are made of`() throws {
        let contents = Array(String(repeating: "\r\n--\(Form.boundary.dropLast(1))", count: 1000).utf8)
        let events = try parse(Form().file("source", contents).body, pieces: 777)
        #expect(events.contains(.data(contents)))
    }

    @Test func `memory does not grow with the contents`() throws {
        var parser = MultipartParser(boundary: Form.boundary)
        _ = try parser.parse(
            Array("--\(Form.boundary)\r\nContent-Disposition: form-data; name=\"source\"\r\n\r\n".utf8)
        )
        let piece = [UInt8](repeating: 0x61, count: 1000)
        for _ in 0..<100 {
            let size = try parser.parse(piece).reduce(0) {
                if case .data(let bytes) = $1 { $0 + bytes.count } else { $0 }
            }
            #expect(size >= 900)
        }
    }

    @Test(
        arguments: [
            "", "preamble\r\n--\(Form.boundary)--", "--\(Form.boundary) \r\n", "--\(Form.boundary)--\r\ntrailing",
            "--\(Form.boundary)\r\n\r\n\r\nno header", "--\(Form.boundary)\r\nno colon\r\n\r\n",
            "--\(Form.boundary)\r\nContent-Disposition: attachment; name=\"x\"\r\n\r\n",
            "--\(Form.boundary)\r\nContent-Disposition: form-data\r\n\r\n",
            "--\(Form.boundary)\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\n",
            "--\(Form.boundary)\r\nContent-Disposition: form-data;\r\n name=\"a\"\r\n\r\n",
            "--\(Form.boundary)\r\n" + String(repeating: "X: y\r\n", count: 10_000),
        ] as [String]
    )
    func `a body that is not well formed is refused`(body: String) {
        #expect(throws: MultipartError.self) { try parse(Array(body.utf8), pieces: 100) }
    }

    @Test func `a form of very many parts is refused`() {
        let form = (0..<100).reduce(Form()) { form, number in form.field("field\(number)", "x") }
        #expect(throws: MultipartError.self) { try parse(form.body, pieces: 1000) }
    }

    @Test(
        arguments: [
            ("multipart/form-data; boundary=abc", "abc"), ("multipart/form-data; boundary=\"a b\"", nil),
            ("multipart/form-data; Boundary=\"a=b\"", "a=b"), ("multipart/form-data", nil),
            ("multipart/form-data; boundary=\(String(repeating: "a", count: 71))", nil),
            ("multipart/form-data; boundary=a\r\nb", nil),
        ] as [(String, String?)]
    )
    func `a boundary is read or refused`(text: String, boundary: String?) {
        #expect((try? MultipartBoundary.read(HeaderValue(text))) == boundary)
    }
}
