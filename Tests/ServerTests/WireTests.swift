import StrictJSON
import Testing

@testable import Server

struct WireTests {
    @Test(
        arguments: [
            (nil, .whole), ("bytes=0-9", .part(0..<10)), ("bytes=90-", .part(90..<100)), ("bytes=-10", .part(90..<100)),
            ("bytes=-1000", .part(0..<100)), ("bytes=50-1000", .part(50..<100)), ("bytes=100-", .unsatisfiable),
            ("bytes=-0", .unsatisfiable), ("bytes=9-5", .whole), ("bytes=0-1,5-6", .whole), ("items=0-1", .whole),
            ("bytes=99999999999999999999-", .unsatisfiable), ("bytes=0-99999999999999999999", .part(0..<100)),
            ("bytes=-99999999999999999999", .part(0..<100)), ("bytes=+1-2", .whole), ("bytes=-", .whole),
        ] as [(String?, ByteRange)]
    )
    func `a range is read, refused or without effect`(field: String?, range: ByteRange) {
        #expect(ByteRange(field, size: 100) == range)
    }

    @Test func `no range of an empty file can be satisfied`() {
        for field in ["bytes=0-", "bytes=0-0", "bytes=-1"] { #expect(ByteRange(field, size: 0) == .unsatisfiable) }
    }

    @Test(
        arguments: [
            ("localhost", true), ("localhost:8080", true), ("LOCALHOST", true), ("127.0.0.1:1", true),
            ("127.1.2.3", true), ("[::1]:8080", true), ("[::1]", true), ("example.org", false),
            ("localhost.example.org", false), ("127.0.0.1.example.org", false), ("127.0.0.1@example.org", false),
            ("0.0.0.0", false), ("127.0.0.256", false), ("[::2]", false), ("", false), ("localhost:x", false),
            ("[::1", false), ("127.0.0.+1", false), ("localhost:8080:1", false),
        ] as [(String, Bool)]
    )
    func `loopback names are known`(authority: String, expected: Bool) {
        #expect(LoopbackHost.isLoopback(authority: authority) == expected)
    }

    @Test(
        arguments: [
            ("text/html", true), ("text/html;q=0.9, */*", true), ("*/*", false), ("text/html;q=0", false),
            ("application/json", false), ("TEXT/HTML ; q=1", true), (nil, false),
        ] as [(String?, Bool)]
    )
    func `only who names pages gets pages`(field: String?, expected: Bool) {
        #expect(MediaRange.accepts(field, "text/html") == expected)
    }

    @Test(
        arguments: [
            ("a=b&c=d%20e+f", 2), ("a=1&a=2", nil), ("a=%zz", nil), ("a=%ff", nil), ("", 0), ("a=b&\u{301}c=d", 2),
            ("a=b=c&&d", 2),
        ] as [(String, Int?)]
    )
    func `a form is decoded or refused`(text: String, count: Int?) {
        #expect(PercentEncoding.form(text)?.count == count)
    }

    @Test func `an event is one line of ASCII between its number and an empty line`() throws {
        let frame = EventFrame.event(["message": "a\nb\u{2028}é\u{1F600}"], id: 7)
        #expect(frame.allSatisfy { $0 < 0x80 })
        let lines = String(decoding: frame, as: UTF8.self).components(separatedBy: "\n")
        #expect(lines.count == 4)
        #expect(lines[0] == "id: 7")
        #expect(lines[1].hasPrefix("data: {"))
    }

    @Test func `the description of the API is JSON and names every route`() throws {
        let document = try JSONParser.parse(Array(OpenAPI.document.utf8))
        let paths = try #require(document["paths"]?.object?.names)
        for path in [
            "/build", "/build/stream", "/build/{id}/events", "/build/{id}/result", "/builds", "/builds/{id}",
            "/builds/{id}/events", "/builds/{id}/cancel", "/builds/{id}/retry", "/builds/{id}/artifacts/{name}",
            "/builds/{id}/build-config/{name}", "/builds/{id}/provenance", "/builds/{id}/evidence", "/builds/{id}/log",
            "/builds/{id}/bundle", "/webhooks/{forge}", "/webhooks/{forge}/{hook}", "/health", "/readyz", "/metrics",
            "/openapi.json",
        ] {
            #expect(paths.contains(path), "\(path)")
        }
    }
}

extension String {
    fileprivate func components(separatedBy separator: Character) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}
