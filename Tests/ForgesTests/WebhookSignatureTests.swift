import Bytes
import Forges
import OpenSSLKit
import Testing

@Suite struct WebhookSignatureTests {
    private func code(of delivery: Delivery, _ secrets: [String] = [SignedDelivery.secret]) throws -> WebhookError.Code?
    {
        let credentials = try SignedDelivery.credentials(secrets)
        do {
            _ = try AuthenticatedDelivery(verifying: delivery, with: credentials)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `GitHub's published test vector is right`() throws {
        let signature = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
        let delivery = SignedDelivery.delivery(
            .github,
            "push",
            "application/json",
            [HeaderField("X-Hub-Signature-256", "sha256=" + signature)],
            Array("Hello, World!".utf8)
        )
        #expect(try code(of: delivery, ["It's a Secret to Everybody"]) == nil)
        #expect(try code(of: delivery, ["It's a secret to everybody"]) == .unauthenticated)
    }

    private static let body = SignedDelivery.push()
    private static let right = HMAC.sha256(key: Array(SignedDelivery.secret.utf8), message: body).hexadecimal
    private static let emptyKey = HMAC.sha256(key: [], message: body).hexadecimal

    @Test(
        arguments: [
            [], [HeaderField("X-Hub-Signature-256", "")], [HeaderField("X-Hub-Signature-256", "sha256=")],
            [HeaderField("X-Hub-Signature-256", right)], [HeaderField("X-Hub-Signature-256", "sha1=" + right)],
            [HeaderField("X-Hub-Signature-256", "sha256=" + String(repeating: "0", count: 64))],
            [HeaderField("X-Hub-Signature-256", "sha256=" + right.dropLast(2))],
            [HeaderField("X-Hub-Signature-256", "sha256=" + right + "00")],
            [HeaderField("X-Hub-Signature-256", "sha256=" + emptyKey)],
            [HeaderField("X-Hub-Signature", "sha1=" + right)],
            [HeaderField("X-Gitea-Signature", right)],
        ] as [[HeaderField]]
    )
    func `a missing, empty or wrong signature is refused`(fields: [HeaderField]) throws {
        let delivery = SignedDelivery.delivery(.github, "push", "application/json", fields, Self.body)
        #expect(try code(of: delivery) == .unauthenticated)
        #expect(try code(of: delivery, [SignedDelivery.secret, ""]) == .unauthenticated)
    }

    @Test func `an empty Gitea signature is not made good by a right one beside it`() throws {
        let fields = [
            HeaderField("X-Gitea-Signature", ""), HeaderField("X-Hub-Signature-256", "sha256=" + Self.right),
        ]
        let delivery = SignedDelivery.delivery(.gitea, "push", "application/json", fields, Self.body)
        #expect(try code(of: delivery) == .unauthenticated)
    }

    @Test func `two signatures are refused`() throws {
        let field = HeaderField("X-Hub-Signature-256", "sha256=" + Self.right)
        let other = HeaderField("x-hub-signature-256", "sha256=" + Self.right)
        let delivery = SignedDelivery.delivery(.github, "push", "application/json", [field, other], Self.body)
        #expect(try code(of: delivery) == .malformed)
    }

    @Test func `no secret and an empty secret refuse everything`() throws {
        let delivery = SignedDelivery.github(Self.body, secret: "")
        #expect(WebhookSecret("") == nil)
        #expect(try code(of: delivery, []) == .unauthenticated)
        #expect(try code(of: delivery, [""]) == .unauthenticated)
    }

    @Test func `the old and the new secret both hold during a rotation`() throws {
        for secret in ["old", "new"] {
            #expect(try code(of: SignedDelivery.github(Self.body, secret: secret), ["old", "new"]) == nil)
        }
        #expect(try code(of: SignedDelivery.github(Self.body, secret: "older"), ["old", "new"]) == .unauthenticated)
    }

    @Test func `each bit of the body and each length is covered by the signature`() throws {
        let delivery = SignedDelivery.github(Self.body)
        for index in Self.body.indices {
            for bit in 0..<8 {
                var body = Self.body
                body[index] ^= 1 << bit
                let altered = Delivery(kind: .github, fields: delivery.fields, body: body)
                #expect(try code(of: altered) == .unauthenticated)
            }
            let cut = Delivery(kind: .github, fields: delivery.fields, body: Array(Self.body[..<index]))
            #expect(try code(of: cut) == .unauthenticated)
        }
    }

    @Test func `a form is signed as a whole by GitHub and without its wrapping by Gitea`() throws {
        let type = "application/x-www-form-urlencoded"
        let form = SignedDelivery.form(Self.body)
        #expect(try code(of: SignedDelivery.github(form, contentType: type)) == nil)
        #expect(try code(of: SignedDelivery.gitea(form, signing: Self.body, contentType: type)) == nil)
        #expect(try code(of: SignedDelivery.gitea(form, contentType: type)) == .unauthenticated)
    }

    @Test(arguments: [
        "", "payload", "payload=%", "payload=%4", "payload=%zz", "other=1", "payload=1&payload=2", "payload=1&x=2",
        "x=1&payload=2",
    ])
    func `a malformed form is refused`(text: String) throws {
        let type = "application/x-www-form-urlencoded"
        let body = Array(text.utf8)
        #expect(try code(of: SignedDelivery.github(body, contentType: type)) == .malformed)
        #expect(try code(of: SignedDelivery.gitea(body, contentType: type)) == .malformed)
    }

    @Test(arguments: ["", "text/plain", "multipart/form-data; boundary=x", "application/jsonp", "application/json x"])
    func `another media type is refused`(type: String) throws {
        #expect(try code(of: SignedDelivery.github(Self.body, contentType: type)) == .unsupportedMediaType)
    }

    @Test func `parameters and case of the media type do not matter`() throws {
        #expect(try code(of: SignedDelivery.github(Self.body, contentType: "Application/JSON; charset=utf-8")) == nil)
    }

    @Test func `a body over the limit is refused before it is looked at`() throws {
        let body = [UInt8](repeating: 0x20, count: Delivery.defaultBodyLimit + 1)
        #expect(try code(of: SignedDelivery.github(body)) == .tooLarge)
        let credentials = try SignedDelivery.credentials()
        let delivery = SignedDelivery.github(Self.body)
        #expect(throws: Never.self) {
            try AuthenticatedDelivery(verifying: delivery, with: credentials, bodyLimit: Self.body.count)
        }
        let error = #expect(throws: WebhookError.self) {
            try AuthenticatedDelivery(verifying: delivery, with: credentials, bodyLimit: Self.body.count - 1)
        }
        #expect(error?.code == .tooLarge)
    }

    @Test func `GitHub's header fields on Gitea's route do not name the event`() throws {
        let fields = [
            HeaderField("Content-Type", "application/json"), HeaderField("X-GitHub-Event", "push"),
            HeaderField("X-GitHub-Delivery", "1"), HeaderField("X-Hub-Signature-256", "sha256=" + Self.right),
        ]
        #expect(try code(of: Delivery(kind: .gitea, fields: fields, body: Self.body)) == .malformed)
        #expect(try code(of: Delivery(kind: .github, fields: fields, body: Self.body)) == nil)
    }

    @Test(arguments: ["", String(repeating: "x", count: 129), "a b", "a\u{7}", "é"])
    func `a delivery id that is empty, long or unprintable is refused`(id: String) throws {
        let fields = SignedDelivery.github(Self.body).fields.filter { $0.name != "X-GitHub-Delivery" }
        let delivery = Delivery(kind: .github, fields: fields + [HeaderField("X-GitHub-Delivery", id)], body: Self.body)
        #expect(try code(of: delivery) == .malformed)
    }

    @Test func `a secret is never shown`() throws {
        let secret = try #require(WebhookSecret("hidden-value"))
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped, "\([secret])"] {
            #expect(!text.contains("hidden-value"))
        }
    }
}
