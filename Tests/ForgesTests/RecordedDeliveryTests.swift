import Builds
import Forges
import OpenSSLKit
import Testing

@Suite(.enabled(if: RecordedDelivery.areAvailable, "needs ../shared/webhooks"))
struct RecordedDeliveryTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let ref: String?
        let object: String?
        var testDescription: String { name }

        init(_ name: String, _ ref: String? = nil, _ object: String? = nil) {
            self.name = name
            self.ref = ref
            self.object = object
        }
    }

    private static let tip = "f0094b04a6bad8940f1e2dd4454b2872b2f0f04d"

    @Test(arguments: [
        Case("push-branch", "refs/heads/main", tip),
        Case("push-branch-form", "refs/heads/main", tip),
        Case("push-new-branch", "refs/heads/feature", tip),
        Case("push-tag-lightweight", "refs/tags/v1.0.1", tip),
        Case("push-tag-lightweight-form", "refs/tags/v1.0.1", tip),
        Case("create-tag-lightweight", "refs/tags/v1.0.1", tip),
        Case("create-tag-lightweight-repeat", "refs/tags/v1.0.1", tip),
        Case("create-tag-annotated", "refs/tags/v1.0.0", "8f1cc84b58c54584ec31d5748ca07f4364a022de"),
        Case("push-tag-deleted"),
        Case("delete-tag"),
    ])
    func `a delivery of a real Gitea is understood`(example: Case) throws {
        let credentials = try SignedDelivery.credentials([RecordedDelivery.secret])
        let delivery = try AuthenticatedDelivery(verifying: RecordedDelivery.gitea(example.name), with: credentials)
        guard case .push(let push) = try WebhookEvent(delivery) else {
            #expect(example.ref == nil)
            return
        }
        #expect(push.ref.description == example.ref)
        #expect(push.object.description == example.object)
        #expect(push.repository.id == 1)
        #expect(push.repository.name.description == "owner/demo")
        #expect(!push.repository.isPrivate)
        #expect(push.sender == "owner")
    }

    @Test func `Gitea's push and create of one tag are one event`() throws {
        let credentials = try SignedDelivery.credentials([RecordedDelivery.secret])
        let names = ["push-tag-lightweight", "create-tag-lightweight", "create-tag-lightweight-repeat"]
        let events = try names.map { name in
            try WebhookEvent(AuthenticatedDelivery(verifying: RecordedDelivery.gitea(name), with: credentials))
        }
        let keys = events.compactMap { if case .push(let push) = $0 { push.key } else { nil } }
        #expect(keys.count == 3)
        #expect(Set(keys).count == 1)
    }

    @Test(arguments: [
        "push-branch-no-secret", "push-tag-no-secret", "push-tag-no-secret-repeat-a", "push-tag-no-secret-repeat-b",
    ])
    func `an unsigned delivery of a real Gitea is refused`(name: String) throws {
        let credentials = try SignedDelivery.credentials([RecordedDelivery.secret, ""])
        let error = #expect(throws: WebhookError.self) {
            try AuthenticatedDelivery(verifying: RecordedDelivery.gitea(name), with: credentials)
        }
        #expect(error?.code == .unauthenticated)
    }

    @Test(arguments: [
        Case("push-with-new-branch", "refs/heads/master", "6113728f27ae82c7b1a177c8d03f9e96e0adf246"),
        Case("push-1"), Case("push-with-installation"), Case("push-with-organization"),
        Case("create-payload"), Case("create-with-installation"), Case("delete-payload"),
        Case("ping-payload"), Case("ping-with-organization"),
        Case("release-created"), Case("release-published"),
    ])
    func `GitHub's example payloads are understood`(example: Case) throws {
        let event = String(example.name.prefix { $0 != "-" })
        let delivery = SignedDelivery.github(try RecordedDelivery.github(example.name), event: event)
        let repository = event == "ping" ? "Octocoders/Hello-World" : "codertocat/hello-world"
        let credentials = try SignedDelivery.credentials(for: repository)
        guard
            case .push(let push) = try WebhookEvent(AuthenticatedDelivery(verifying: delivery, with: credentials))
        else {
            #expect(example.ref == nil)
            return
        }
        #expect(push.ref.description == example.ref)
        #expect(push.object.description == example.object)
        #expect(push.previous == nil)
        #expect(push.repository.id == 186_853_002)
    }
}
