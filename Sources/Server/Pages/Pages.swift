import Builds
import HTTPTypes
import Hummingbird
import Mustache
import Store

/// Pages for people, made on the server; every value is escaped, and nothing is loaded from elsewhere.
struct Pages: Sendable {
    /// Scripts and styles come from files of this server only; nothing may be embedded, framed or sent elsewhere.
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
        form-action 'none'; frame-ancestors 'none'
        """

    private let isSimulated: Bool
    private let listTemplate: MustacheTemplate
    private let buildTemplate: MustacheTemplate

    /// Makes the pages; `isSimulated` machines say so on every one.
    init(isSimulated: Bool) throws {
        self.isSimulated = isSimulated
        listTemplate = try MustacheTemplate(string: PageTemplates.page(PageTemplates.list))
        buildTemplate = try MustacheTemplate(string: PageTemplates.page(PageTemplates.build))
    }

    /// The builds of one page of the listing.
    func list(_ page: BuildPage) -> Response {
        let builds = page.builds.map { build -> [String: Any] in
            [
                "id": build.id.description,
                "shortID": String(build.id.description.prefix(8)),
                "repository": build.subject.repository ?? "uploaded archive",
                "ref": build.subject.ref ?? "",
                "commit": build.subject.commit.map { String($0.description.prefix(12)) } ?? "",
                "status": build.status.rawValue,
                "created": build.createdAt.rfc3339,
                "isSimulated": build.output?.platform == .simulated,
            ]
        }
        return html(
            listTemplate.render([
                "title": "Builds", "isSimulated": isSimulated, "builds": builds, "isEmpty": builds.isEmpty,
                "next": page.next?.description ?? "", "hasNext": page.next != nil,
            ])
        )
    }

    /// One build, with its log as it comes.
    func show(_ build: BuildRecord, release: String?) -> Response {
        let isSimulated = build.output.map { $0.platform == .simulated } ?? isSimulated
        let artifacts = (build.output?.artifacts ?? []).map { artifact -> [String: Any] in
            ["name": artifact.name, "sha256": artifact.sha256, "size": String(artifact.size)]
        }
        let values: [String: Any] = [
            "title": "Build \(build.id.description.prefix(8))", "isSimulated": isSimulated,
            "id": build.id.description,
            "repository": build.subject.repository ?? "uploaded archive",
            "ref": build.subject.ref ?? "none",
            "commit": build.subject.commit?.description ?? "not known yet",
            "status": build.status.rawValue,
            "trigger": build.origin.rawValue,
            "created": build.createdAt.rfc3339,
            "finished": build.finishedAt?.rfc3339 ?? "",
            "isFinished": build.finishedAt != nil,
            "platform": build.output?.platform.rawValue ?? "",
            "hasOutput": build.output != nil,
            "artifacts": artifacts,
            "error": build.failure?.message ?? "",
            "errorType": build.failure?.code.rawValue ?? "",
            "hasFailed": build.failure != nil,
            "hint": build.failure?.hint ?? "",
            // Only a web address becomes a link; a forge's answer is not ours to trust.
            "release": release.map { Self.isWebAddress($0) ? $0 : "" } ?? "",
            "hasRelease": release.map(Self.isWebAddress) ?? false,
        ]
        return html(buildTemplate.render(values))
    }

    private static func isWebAddress(_ text: String) -> Bool { text.hasPrefix("https://") || text.hasPrefix("http://") }

    private func html(_ text: String) -> Response {
        var response = Reply.text(text, type: "text/html; charset=utf-8")
        response.headers[.contentSecurityPolicy] = Self.policy
        response.headers[.referrerPolicy] = "no-referrer"
        response.headers[.varyField] = "Accept"
        return response
    }
}
