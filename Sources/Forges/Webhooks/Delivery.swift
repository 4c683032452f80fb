/// A webhook delivery as it arrived: nothing about it has been checked.
package struct Delivery: Sendable {
    /// The largest body: what GitHub sends at most, 25 MiB.
    package static let defaultBodyLimit = 25 << 20

    /// The forge of the route that it came in on; header fields do not decide that, as Gitea sends GitHub's too.
    package let kind: ForgeKind
    /// The header fields.
    package let fields: [HeaderField]
    /// The raw body.
    package let body: [UInt8]

    /// Makes a delivery.
    package init(kind: ForgeKind, fields: [HeaderField], body: [UInt8]) {
        self.kind = kind
        self.fields = fields
        self.body = body
    }

    /// The value of the field called `name`, or `nil` where there is none; throws where there are two, since readers
    /// disagree on which one counts.
    func field(_ name: String) throws(WebhookError) -> String? {
        let matching = fields.filter { $0.name.lowercased() == name.lowercased() }
        guard matching.count <= 1 else {
            throw WebhookError(.malformed, "header fields", "the field \(name) stands \(matching.count) times")
        }
        return matching.first?.value
    }

    /// The value of the first of `names` that is there, even if it is empty.
    func firstField(_ names: [String]) throws(WebhookError) -> String? {
        for name in names {
            if let value = try field(name) { return value }
        }
        return nil
    }
}
