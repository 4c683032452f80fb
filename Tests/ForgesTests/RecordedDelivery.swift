import Forges
import Foundation
import TestSupport

/// Deliveries recorded from real forges, in `../shared/webhooks` beside the package.
enum RecordedDelivery {
    /// The secret that the recorded Gitea signs with.
    static let secret = "s3cr3t"

    private static let folder = SharedFolder.webhooks.url

    /// Whether the recordings are there.
    static var areAvailable: Bool { SharedFolder.webhooks.isPresent }

    /// A delivery of a Gitea server: its header fields and its body.
    static func gitea(_ name: String) throws -> Delivery {
        let head = try String(contentsOf: folder.appendingPathComponent("gitea/\(name).headers"), encoding: .utf8)
        let fields = head.split(whereSeparator: \.isNewline).map { line in
            let name = line.prefix { $0 != ":" }
            return HeaderField(String(name), line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces))
        }
        let body = try Data(contentsOf: folder.appendingPathComponent("gitea/\(name).body"))
        return Delivery(kind: .gitea, fields: fields, body: Array(body))
    }

    /// An example payload of GitHub.
    static func github(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent("github/\(name).json")))
    }
}
