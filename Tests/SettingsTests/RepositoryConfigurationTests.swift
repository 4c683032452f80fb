import Settings
import Testing

struct RepositoryConfigurationTests {
    private func read(_ text: String) throws(SettingsError) -> RepositoryConfiguration {
        try RepositoryConfiguration.read(Array(text.utf8))
    }

    @Test func `the documented example is read as it is written`() throws {
        let configuration = try read(
            """
            build: { command: [make, dist], fetch: [make, vendor], artifacts: ["dist/*.tar.gz"], network: false, timeout: 20m, environment: {LC_ALL: C} }
            source: { history: full }
            """
        )
        #expect(configuration.command == ["make", "dist"])
        #expect(configuration.fetch == ["make", "vendor"])
        #expect(configuration.artifacts == ["dist/*.tar.gz"])
        #expect(!configuration.network)
        #expect(configuration.timeout == .seconds(1200))
        #expect(configuration.environment == ["LC_ALL": "C"])
        #expect(configuration.history == .full)
        #expect(try read("") == RepositoryConfiguration())
    }

    @Test func `lines may end as on Windows, and nothing else hides an anchor in a line`() throws {
        let text = "build:\r\n  command: [make]\r\n  artifacts: [x]\r\n"
        #expect(try read(text).command == ["make"])
        for separator in ["\r", "\u{85}", "\u{2028}"] {
            #expect(throws: SettingsError.self) { try read("a: x\(separator)&b c: d\n") }
        }
    }

    @Test func `words are taken as they are written`() throws {
        let configuration = try read(
            """
            build:
              command: [sh, -c, "make -j2 && cp *.o 'out dir' | tee !x &bg; echo a:b", "", 1.10, true]
              artifacts:
                - dist/foo-*linux.tar.gz
                - "*.zip"
            """
        )
        #expect(configuration.command?[2] == "make -j2 && cp *.o 'out dir' | tee !x &bg; echo a:b")
        #expect(configuration.command?.suffix(3) == ["", "1.10", "true"])
        #expect(configuration.artifacts == ["dist/foo-*linux.tar.gz", "*.zip"])
    }

    @Test(arguments: [
        "build: {command: make dist, artifacts: [x]}", "build: {command: [], artifacts: [x]}",
        "build: {command: [[make]], artifacts: [x]}", "build: {command: [make]}",
        "build: {command: [\"\"], artifacts: [x]}",
        "build: {command: [make, ~], artifacts: [x]}", "build: {command: [\"a\\0b\"], artifacts: [x]}",
        "build: {fetch: [x]}", "build: {artifacts: x}", "build: {artifacts: [/etc/passwd]}",
        "build: {artifacts: [\"../x\"]}", "build: {artifacts: [\"a/../b\"]}", "build: {artifacts: [\"a\\0\"]}",
        "build: {artifacts: [\"\"]}", "build: {artifacts: [\"a\\nb\"]}", "build: {network: yes}",
        "build: {network: \"true\"}",
        "build: {timeout: 0s}", "build: {timeout: -5m}", "build: {timeout: 99999999999999999999h}",
        "build: {timeout: 1000001d}", "build: {environment: {1A: x}}", "build: {environment: {\"A B\": x}}",
        "build: {environment: {\"A=B\": x}}", "build: {environment: {PATH: x}}", "build: {environment: {HOME: x}}",
        "build: {environment: {ASSAY_X: x}}", "build: {environment: {A: [x]}}", "build: {environment: {A: \"x\\0\"}}",
        "build: {environment: [A]}", "source: {history: deep}", "source: x", "image: {}", "build: {comand: [x]}", "[]",
        "x",
        "build: {command: [x], artifacts: [y]}\nbuild: {}",
    ])
    func `what is not acceptable is refused`(text: String) {
        #expect(throws: SettingsError.self) { try read(text) }
    }

    @Test(arguments: [
        "build: &a {network: false}\nsource: *a", "a: &x [y]", "a: *x", "- &x y", "? &x y\n: z", "? *x\n: z",
        "{? *x : y}",
        "{?*x : y}", "{\"a\":*x}", "{a: 1, *x : 2}", "[a ', &x b, ' ]", "b [ ' : &x c # '", "[a\n - ', &x b, ']",
        "a: !!binary x", "a: !x y", "!x", "!<tag:x> a", "[!x]", "<<: {network: true}", "build: {<<: {network: true}}",
        "*x : y", "&x a: b", "--- &x a", "- - *x", "a:\n  *x",
    ])
    func `anchors, aliases, tags and merge keys are refused`(text: String) {
        #expect(throws: SettingsError.self) { try read(text) }
    }

    @Test(arguments: ["[", "{a: ", "- ", "? ", "[[{a: "])
    func `deep nesting is refused and does not crash`(opening: String) {
        for count in [20, 900, 60_000 / opening.count] {
            #expect(throws: SettingsError.self) { try read("a: " + String(repeating: opening, count: count)) }
            #expect(throws: SettingsError.self) { try read(String(repeating: opening, count: count)) }
        }
        let indented = (0..<300).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n")
        #expect(throws: SettingsError.self) { try read(indented) }
    }

    @Test func `nested aliases in keys do not take for ever`() {
        var text = "a0: &a0 x\n"
        for index in 1..<60 { text += "a\(index): &a\(index) [*a\(index - 1), *a\(index - 1)]\n" }
        #expect(throws: SettingsError.self) { try read(text + "? *a59\n: x\n? *a58\n: y\n") }
    }

    @Test(arguments: [("{", "}"), ("[{", "}]"), ("? ", "")])
    func `keys nested in keys are refused before they are compared`(opening: String, closing: String) throws {
        func text(_ count: Int) -> String {
            String(repeating: opening, count: count) + "a" + String(repeating: closing, count: count)
        }
        for count in [101, 900] {
            let error = try #require(throws: SettingsError.self) { try read(text(count)) }
            #expect("\(error)".contains("opened inside each other"))
        }
        // What is written is not counted, only what is open at a time.
        let quoted = String(repeating: "x[1] = {a: b} ", count: 200)
        _ = try read("build: {command: [\"\(quoted)\"], artifacts: [x]}")
    }

    @Test func `too large or too long is refused`() {
        let comment = "#" + String(repeating: "x", count: 1 << 20)
        #expect(throws: SettingsError.self) { try read(comment) }
        let values = String(repeating: "x,", count: 20_000)
        #expect(throws: SettingsError.self) { try read("build: {artifacts: [\(values)]}") }
        let words = String(repeating: "x,", count: 300)
        #expect(throws: SettingsError.self) { try read("build: {command: [\(words)], artifacts: [x]}") }
        #expect(throws: SettingsError.self) { try RepositoryConfiguration.read([0x61, 0x3A, 0x20, 0xFF]) }
    }

    @Test func `no truncation or flipped bit traps`() {
        let text = "build: { command: [make, 'd'], artifacts: [\"a/*.gz\"], environment: {LC_ALL: C}, timeout: 20m }\n"
        let bytes = Array(text.utf8)
        for index in bytes.indices {
            _ = try? RepositoryConfiguration.read(Array(bytes[..<index]))
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << bit
                _ = try? RepositoryConfiguration.read(damaged)
            }
        }
    }
}
