import Builds
import Files
import Settings
import TestSupport
import Testing

struct AssayConfigurationTests {
    static let example = """
        server:  { listen: 127.0.0.1:8080, public_url: https://builds.example.org, cors: [] }
        store:   { url: sqlite:///var/lib/assay/assay.db, data: /var/lib/assay }     # or postgres://…
        enclave: { platform: auto }                                                  # snp tdx
        builder: { id: https://builds.example.org/assay }
        workers: 2
        sandbox: { timeout: 1h, memory: 8GiB, processes: 4096, disk: 20GiB, log: 64MiB, read_only: [/usr/local/swift], network: never }
        source:  { allow: ["https://github.com/*"] }
        forges:
          github: { kind: github, url: https://github.com, api: https://api.github.com, token: {file: t}, fetch_token: {file: /f}, webhook_secrets: [{file: ./s}],
                    repositories: ["owner/*"], refs: ["refs/tags/v*", "refs/heads/main"], release: { draft_only: false, prerelease: auto } }
          local:  { kind: directory, path: ./forge, webhook_secrets: [{env: ASSAY_SECRET}], repositories: ["*"] }
        """

    private func read(_ text: String, environment: [String: String] = [:]) throws(SettingsError) -> AssayConfiguration {
        try AssayConfiguration.read(Array(text.utf8), file: "assay.yaml", base: "/etc/assay", environment: environment)
    }

    private func problems(_ text: String, environment: [String: String] = [:]) -> [String] {
        do throws(SettingsError) {
            _ = try read(text, environment: environment)
            return []
        } catch {
            return error.description.split(separator: "\n").map(String.init)
        }
    }

    @Test func `the documented example is read as it is written`() throws {
        let configuration = try read(Self.example)
        #expect(configuration.server.listen == ListenAddress(host: "127.0.0.1", port: 8080))
        #expect(configuration.server.publicURL == "https://builds.example.org")
        #expect(configuration.store.database == .sqlite(path: "/var/lib/assay/assay.db"))
        #expect(configuration.enclave == EnclaveConfiguration())
        #expect(configuration.workers == 2)
        #expect(configuration.sandbox.memory == 8 << 30)
        #expect(configuration.sandbox.timeout == .seconds(3600))
        #expect(configuration.sandbox.readOnly == ["/usr/local/swift"])
        #expect(configuration.source.allowed("https://github.com/o/r") != nil)
        let github = try #require(configuration.forges["github"])
        #expect(github.token == .file(path: "/etc/assay/t"))
        #expect(github.fetchToken == .file(path: "/f"))
        #expect(github.webhookSecrets == [.file(path: "/etc/assay/s")])
        #expect(github.refs == ["refs/tags/v*", "refs/heads/main"])
        let local = try #require(configuration.forges["local"])
        #expect(local.kind == .directory)
        #expect(local.path == "/etc/assay/forge")
        #expect(local.webhookSecrets == [.environment(name: "ASSAY_SECRET")])
    }

    @Test func `an empty file gives the documented defaults`() throws {
        let configuration = try read("# nothing\n")
        #expect(configuration == AssayConfiguration())
        #expect(configuration.server.listen.isLoopback)
        #expect(configuration.sandbox.network == .never)
    }

    @Test func `each key is also an environment variable, which wins`() throws {
        let configuration = try read(
            Self.example,
            environment: [
                "ASSAY_SERVER_LISTEN": "[::1]:9000", "ASSAY_SERVER_PUBLIC_URL": "https://other.example",
                "ASSAY_WORKERS": "7", "ASSAY_SANDBOX_MEMORY": "1GiB", "ASSAY_SANDBOX_READ_ONLY": "/a,/b",
                "ASSAY_SOURCE_ALLOW": "[\"https://a.example/*\", \"https://b.example/*\"]",
                "ASSAY_ENCLAVE_PLATFORM": "simulated", "ASSAY_FORGES_GITHUB_TOKEN_ENV": "GITHUB_TOKEN",
                "ASSAY_FORGES_GITHUB_RELEASE_DRAFT_ONLY": "true", "ASSAY_FORGES_HUB_KIND": "gitea",
                "ASSAY_FORGES_HUB_URL": "https://git.example", "ASSAY_FORGES_LOCAL_WEBHOOK_SECRETS": "[{file: x}]",
                "ASSAY_SERVR_LISTEN": "typo", "HOME": "/root",
            ]
        )
        #expect(configuration.server.listen == ListenAddress(host: "::1", port: 9000))
        #expect(configuration.server.publicURL == "https://other.example")
        #expect(configuration.workers == 7)
        #expect(configuration.sandbox.memory == 1 << 30)
        #expect(configuration.sandbox.readOnly == ["/a", "/b"])
        #expect(configuration.source.allowed("https://b.example/x") != nil)
        #expect(configuration.source.allowed("https://github.com/o/r") == nil)
        #expect(configuration.enclave.platform == .simulated)
        #expect(configuration.forges["github"]?.token == .environment(name: "GITHUB_TOKEN"))
        #expect(configuration.forges["github"]?.release.draftOnly == true)
        #expect(configuration.forges["hub"]?.url == "https://git.example")
        #expect(configuration.forges["local"]?.webhookSecrets == [.file(path: "/etc/assay/x")])
        #expect(configuration.unknownVariables == ["ASSAY_SERVR_LISTEN"])
    }

    @Test func `a proxy is an address or a network`() throws {
        let proxies = try read("server: { proxies: [10.0.0.0/8, \"fd00::/8\", 192.0.2.1] }").server.proxies
        #expect("\(proxies)" == "[10.0.0.0/8, fd00::/8, 192.0.2.1]")
        #expect(try read("server: { proxies: [] }").server.proxies.isEmpty)
        #expect(try "\(read("").server.proxies)" == "[127.0.0.1, ::1]")
    }

    @Test func `a registry is a host with or without a port`() throws {
        let configuration = try read(
            "sandbox: { private_registries: [Packages.Internal, \"10.0.0.7:8081\", \"[fd00::1]:80\", \"[fd00::1]\"] }"
        )
        let registries = configuration.sandbox.privateRegistries
        #expect(
            registries.map(\.description)
                == ["packages.internal:443", "10.0.0.7:8081", "[fd00::1]:80", "[fd00::1]:443"]
        )
        #expect(registries.map(\.host) == ["packages.internal", "10.0.0.7", "fd00::1", "fd00::1"])
    }

    @Test func `several problems are reported at once, each with its place`() {
        let text = """
            server:
              listn: 127.0.0.1:80
              cors: https://a.example
            workers: many
            sandbox: {memory: 8, timeout: soon, network: always}
            nonsense: 1
            forges:
              Bad_Name: {kind: github}
              x: {kind: svn}
              y: {}
            """
        let found = problems(text)
        #expect(found.count == 10)
        #expect(found.contains("assay.yaml:2:3: server.listn: unknown key; did you mean \"listen\"?"))
        #expect(found.contains { $0.hasPrefix("assay.yaml:3:9: server.cors: expected a list of origins") })
        #expect(found.contains("assay.yaml:4:10: workers: expected a whole number from 0 to 256, found text"))
        #expect(found.contains { $0.hasPrefix("assay.yaml:5:19: sandbox.memory: expected a size") })
        #expect(found.contains { $0.hasPrefix("assay.yaml:6:1: nonsense: unknown key; known here: builder, enclave") })
        #expect(found.contains { $0.hasPrefix("assay.yaml:8:3: forges.Bad_Name") })
        #expect(found.contains { $0.contains("forges.x.kind: expected github, gitea") })
        #expect(found.contains { $0.contains("forges.y.kind: missing") })
    }

    @Test(arguments: [
        "server: {listen: localhost}", "server: {listen: \":80\"}", "server: {listen: \"::1:80\"}",
        "server: {listen: \"h:99999\"}", "server: {public_url: \"https://u:p@h\"}", "server: {public_url: ftp://h}",
        "server: {proxies: 127.0.0.1}", "server: {proxies: [localhost]}", "server: {proxies: [10.0.0.1/8]}",
        "server: {cors: [\"*\"]}", "server: {cors: [https://a.example/path]}", "server: []", "server: text",
        "store: {url: mysql://h/d}", "store: {url: \"postgres://u:secret@h/d\"}",
        "store: {url: \"postgres://h/d?password=x\"}", "store: {url: \"sqlite://\"}", "enclave: {platform: sgx}",
        "builder: {id: not a uri}", "builder: {id: \"urn:x+network\"}", "workers: -1", "workers: 1.5", "workers: \"2\"",
        "workers: 99999999999999999999", "sandbox: {memory: 1MiB}", "sandbox: {memory: 9999999999999GiB}",
        "sandbox: {private_registries: [https://h]}", "sandbox: {private_registries: [h/path]}",
        "sandbox: {private_registries: [\"h:0\"]}", "sandbox: {private_registries: [\"*.internal\"]}",
        "sandbox: {private_registries: [\"fd00::1\"]}", "sandbox: {private_registries: [\"u@h\"]}",
        "sandbox: {private_registries: [0x7f.1]}", "sandbox: {private_registries: h}",
        "sandbox: {read_only: [relative]}", "sandbox: {read_only: [/a/../b]}", "source: {allow: [\"https://*/x\"]}",
        "source: {allow: \"https://github.com/*\"}", "forges: {g: {kind: gitea}}", "forges: {d: {kind: directory}}",
        "forges: {d: {kind: directory, path: x, url: https://h}}", "forges: {g: {kind: github, path: x}}",
        "forges: {g: {kind: github, refs: [main]}}", "forges: {g: {kind: github, repositories: [\"../x\"]}}",
        "forges: {g: {kind: github, release: {prerelease: maybe}}}", "forges: {g: {kind: github, token: {}}}",
        "forges: {g: {kind: github, token: {file: a, env: B}}}", "forges: {g: {kind: github, token: {cmd: a}}}",
        "forges: {g: {kind: github, webhook_secrets: [plain]}}", "a: 1\na: 2", "- a", "a: [", "a: {b", "a: \u{1}",
        "a: *b", "a: &b c", "a: !!str b", "<<: {a: 1}", "--- a\n--- b",
    ])
    func `what is not acceptable is refused`(text: String) {
        #expect(!problems(text).isEmpty)
    }

    @Test func `a secret that stands in the file is refused without being shown`() {
        for text in [
            "forges: {g: {kind: github, token: hunter2}}", "forges: {g: {kind: github, webhook_secrets: [hunter2]}}",
            "store: {url: \"postgres://u:hunter2@h/d\"}", "store: {password: hunter2}",
        ] {
            let found = problems(text)
            #expect(!found.isEmpty)
            #expect(!found.joined().contains("hunter2"))
        }
        #expect(!problems("", environment: ["ASSAY_STORE_PASSWORD": "hunter2"]).joined().contains("hunter2"))
    }

    @Test func `no truncation of the example traps`() {
        let bytes = Array(Self.example.utf8)
        for count in stride(from: 0, to: bytes.count, by: 5) {
            _ = problems(String(decoding: bytes[..<count], as: UTF8.self))
        }
    }

    @Test func `a file that is missing or too large is named`() throws {
        let error = #expect(throws: SettingsError.self) {
            try AssayConfiguration.load(path: "none.yaml", environment: [:], folder: "/nonexistent")
        }
        #expect(error?.description == "none.yaml: cannot be read: no such file")
        let folder = #expect(throws: SettingsError.self) {
            try AssayConfiguration.load(path: "/etc", environment: [:], folder: "/")
        }
        #expect(folder?.description == "/etc: cannot be read: not a regular file")
        let large = [UInt8](repeating: 0x23, count: AssayConfiguration.sizeLimit + 1)
        #expect(throws: SettingsError.self) { try AssayConfiguration.read(large, file: "x", base: "/") }
    }
}
