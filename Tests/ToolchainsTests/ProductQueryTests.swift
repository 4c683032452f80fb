import Testing

@testable import Toolchains

@Suite struct ProductQueryTests {
    private func patterns(_ kind: ProductQuery.Kind, _ answer: String) throws -> [String] {
        try ProductQuery(kind: kind, command: [], summary: "").patterns(answer: Array(answer.utf8))
    }

    @Test func `Cargo names binaries and C libraries of the default members`() throws {
        let answer = """
            {"workspace_default_members":["a"],"packages":[
              {"id":"a","targets":[{"name":"rg","kind":["bin"]},{"name":"my-lib","kind":["lib","cdylib"]},
                {"name":"build-script-build","kind":["custom-build"]},{"name":"t","kind":["test"]}]},
              {"id":"b","targets":[{"name":"other","kind":["bin"]}]}]}
            """
        #expect(
            try patterns(.cargo, answer) == [
                "target/release/rg", "target/*/release/rg", "target/release/libmy_lib.so",
                "target/*/release/libmy_lib.so",
            ]
        )
    }

    @Test func `SwiftPM names executable products`() throws {
        let answer = """
            Fetching...
            {"products":[{"name":"tool","type":{"executable":null}},{"name":"L","type":{"library":["automatic"]}}]}
            """
        #expect(try patterns(.swiftPM, answer) == [".build/*/release/tool"])
    }

    @Test(arguments: ["../x", "a/b", "*", "", "..", "../\u{301}x", "*\u{301}"])
    func `a name that is a path or a pattern is left out`(name: String) throws {
        let answer = #"{"products":[{"name":"\#(name)","type":{"executable":null}}]}"#
        #expect(try patterns(.swiftPM, answer) == [])
    }
}
