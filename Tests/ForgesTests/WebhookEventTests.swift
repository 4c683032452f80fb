import Builds
import Forges
import Testing

@Suite struct WebhookEventTests {
    private func event(
        _ payload: [UInt8],
        name: String = "push",
        kind: ForgeKind = .github,
        credentials: WebhookCredentials? = nil
    ) throws -> WebhookEvent {
        let delivery =
            kind == .gitea
            ? SignedDelivery.gitea(payload, event: name) : SignedDelivery.github(payload, event: name, kind: kind)
        let credentials = try credentials ?? SignedDelivery.credentials()
        return try WebhookEvent(AuthenticatedDelivery(verifying: delivery, with: credentials))
    }

    private func code(_ payload: [UInt8], name: String = "push", kind: ForgeKind = .github) -> WebhookError.Code? {
        do {
            _ = try event(payload, name: name, kind: kind)
            return nil
        } catch {
            return (error as? WebhookError)?.code
        }
    }

    @Test(arguments: ForgeKind.allCases)
    func `a push names the ref, the object and the repository`(kind: ForgeKind) throws {
        guard case .push(let push) = try event(SignedDelivery.push(), kind: kind) else {
            Issue.record("no push")
            return
        }
        #expect(push.ref == RefName.tag("v1.0"))
        #expect(push.object.description == String(repeating: "a", count: 40))
        #expect(push.previous == nil)
        #expect(push.repository.name == RepositoryName("owner/demo"))
        #expect(push.deliveryID == "5f8e1e3a-0000-4000-8000-1d2b3c4d5e6f")
        #expect(push.sender == "someone")
    }

    @Test(arguments: [
        "refs/tags/-x", "refs/heads/--upload-pack=x", "refs/tags/a..b", "refs/tags/", "refs/heads/a b", "main", "",
        "-x", "refs/tags/../heads/main", "refs/tags/a\\n", "refs/notes/a..b",
        "refs/tags/..\u{301}/x", "refs/tags/a/.\u{301}x",
    ])
    func `a ref that looks like an option or is malformed is refused`(ref: String) {
        #expect(code(SignedDelivery.push(ref: ref)) == .malformed)
    }

    @Test(arguments: ["refs/heads/\u{301}x", "refs/tags/\u{301}"])
    func `a name that begins with a combining character is a name`(ref: String) throws {
        guard case .push(let push) = try event(SignedDelivery.push(ref: ref)) else {
            Issue.record("no push")
            return
        }
        #expect(push.ref.description.utf8.elementsEqual(ref.utf8))
    }

    @Test(arguments: ["", "a", String(repeating: "A", count: 40), String(repeating: "a", count: 64), "--all", "HEAD"])
    func `an object that is no id is refused`(after: String) {
        #expect(code(SignedDelivery.push(after: after)) == .malformed)
        let create = #"{"ref":"v1","ref_type":"tag","sha":"\#(after)","repository":{"id":1,"full_name":"owner/demo"}}"#
        #expect(code(Array(create.utf8), name: "create", kind: .gitea) == .malformed)
    }

    @Test func `deletions and refs that are neither branch nor tag ask for nothing`() throws {
        let payloads = [
            SignedDelivery.push(after: String(repeating: "0", count: 40)),
            SignedDelivery.push(extra: #""deleted":true,"#),
            SignedDelivery.push(ref: "refs/notes/commits"),
            SignedDelivery.push(ref: "refs/pull/1/head"),
            SignedDelivery.push(ref: "refs/\u{301}heads/main"),
        ]
        for payload in payloads {
            guard case .nothing = try event(payload) else {
                Issue.record("something")
                continue
            }
        }
    }

    @Test(arguments: [
        "", "{", "[]", "null", "\"x\"", "{}", "{\"ref\":1}", "\u{FEFF}{}", "{} {}", "{'a':1}",
        #"{"ref":"refs/tags/v1","after":"aa"}"#,
        #"{"repository":null}"#, #"{"repository":{"id":0,"full_name":"owner/demo"}}"#,
        #"{"repository":{"id":-1,"full_name":"owner/demo"}}"#, #"{"repository":{"id":1e99,"full_name":"owner/demo"}}"#,
        #"{"repository":{"id":99999999999999999999,"full_name":"owner/demo"}}"#,
        #"{"repository":{"id":"1","full_name":"owner/demo"}}"#, #"{"repository":{"id":1,"full_name":"../demo"}}"#,
    ])
    func `malformed JSON and missing members are refused`(text: String) {
        #expect(code(Array(text.utf8)) == .malformed)
    }

    @Test func `a member that stands twice is refused`() {
        let twice = #""repository":{"id":8,"full_name":"other/demo","private":false},"#
        #expect(code(SignedDelivery.push(extra: twice)) == .malformed)
        #expect(code(SignedDelivery.push(extra: #""ref":"refs/tags/v2","#)) == .malformed)
    }

    @Test func `ten thousand levels and bytes that are not UTF-8 are refused`() {
        let deep = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
        #expect(code(SignedDelivery.push(extra: "\"x\":\(deep),")) == .malformed)
        #expect(code(Array(String(repeating: "{\"a\":", count: 10_000).utf8)) == .malformed)
        #expect(code(Array("{\"a\":\"".utf8) + [0xFF] + Array("\"}".utf8)) == .malformed)
    }

    @Test func `no alteration of a payload crashes`() {
        let payload = SignedDelivery.push()
        for index in payload.indices {
            _ = code(Array(payload[..<index]))
            for bit in 0..<8 {
                var altered = payload
                altered[index] ^= 1 << bit
                _ = code(altered)
            }
        }
    }

    @Test(arguments: ["push", "create", "delete", "ping", "release", "anything"])
    func `one repository's secret does not speak for another`(name: String) throws {
        let payload = SignedDelivery.push(repository: "owner/other")
        #expect(code(payload, name: name) == .outOfScope)
        #expect(code(payload, name: name, kind: .gitea) == .outOfScope)
        #expect(WebhookError.Code.outOfScope.status == 401)
    }

    @Test func `a forge-wide secret covers the configured repositories alone`() throws {
        let secret = try #require(WebhookSecret(SignedDelivery.secret))
        let patterns = ["owner/*", "lib/a-*"].compactMap { SegmentPattern($0) }
        let credentials = WebhookCredentials(secrets: [secret], scope: .repositories(patterns))
        for name in ["owner/demo", "Owner/Demo", "lib/a-b"] {
            _ = try event(SignedDelivery.push(repository: name), credentials: credentials)
        }
        for name in ["owner2/demo", "lib/b", "own/er"] {
            let error = #expect(throws: WebhookError.self) {
                try event(SignedDelivery.push(repository: name), credentials: credentials)
            }
            #expect(error?.code == .outOfScope)
        }
        let none = WebhookCredentials(secrets: [secret], scope: .repositories([]))
        #expect(throws: WebhookError.self) { try event(SignedDelivery.push(), credentials: none) }
    }

    @Test func `a repository is private unless the payload says otherwise`() throws {
        let texts = [
            (#""private":true"#, true), (#""private":false"#, false), (#""private":"no""#, true), (#""x":1"#, true),
            (#""private":false,"internal":true"#, true),
        ]
        for (text, isPrivate) in texts {
            let payload = """
                {"ref":"refs/heads/main","after":"\(String(repeating: "a", count: 40))",
                "repository":{"id":1,"full_name":"owner/demo",\(text)}}
                """
            guard case .push(let push) = try event(Array(payload.utf8)) else {
                Issue.record("no push")
                continue
            }
            #expect(push.repository.isPrivate == isPrivate, "\(text)")
        }
    }

    @Test func `GitHub's create starts nothing and Gitea's does`() throws {
        let object = String(repeating: "b", count: 40)
        let text = #"{"ref":"v1","ref_type":"tag","sha":"\#(object)","repository":{"id":1,"full_name":"owner/demo"}}"#
        guard case .nothing = try event(Array(text.utf8), name: "create") else {
            Issue.record("something")
            return
        }
        guard case .push(let push) = try event(Array(text.utf8), name: "create", kind: .gitea) else {
            Issue.record("nothing")
            return
        }
        #expect(push.ref == RefName.tag("v1"))
        #expect(push.object.description == object)
    }
}
