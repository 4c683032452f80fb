import Foundation
import Synchronization

extension FakeForge {
    typealias Work = () -> LoopbackServer.Response

    /// The step that a request asks for, and what does it.
    func route(_ call: FakeForgeCall, isAuthorized: Bool) -> (Operation, Work)? {
        let method = call.request.method
        let segments = call.segments
        switch (method, segments.first, segments.count) {
        case ("GET", nil, _): return (.repository, { self.describeRepository() })
        case ("GET", "git", 3...) where kind == .github: return (.tag, { self.tagOnGitHub(segments) })
        case ("GET", "tags", 2...) where kind == .gitea: return (.tag, { self.tagOnGitea(segments) })
        case ("GET", "releases", 1): return (.listReleases, { self.listReleases(call, withDrafts: isAuthorized) })
        case ("GET", "releases", 3...) where segments[1] == "tags":
            return (.listReleases, { self.release(ofTag: segments.dropFirst(2).joined(separator: "/")) })
        case ("POST", "releases", 1): return (.createRelease, { self.createRelease(call.body) })
        case ("PATCH", "releases", 2): return (.updateRelease, { self.updateRelease(segments[1], call.body) })
        case ("GET", "releases", 3) where segments[2] == "assets":
            return (.listAssets, { self.listAssets(segments[1], call) })
        case ("POST", "releases", 3) where segments[2] == "assets":
            return (.upload, { self.upload(call, to: segments[1]) })
        case ("DELETE", "releases", 3) where kind == .github && segments[1] == "assets":
            return (.deleteAsset, { self.deleteAsset(segments[2]) })
        case ("DELETE", "releases", 4) where kind == .gitea && segments[2] == "assets":
            return (.deleteAsset, { self.deleteAsset(segments[3]) })
        case ("GET", "releases", 3) where kind == .github && segments[1] == "assets":
            return (.contents, { self.redirectToContents(segments[2], call) })
        case ("POST", "statuses", 2): return (.status, { self.set(call.body, on: segments[1]) })
        case ("GET", "hooks", 1): return (.listHooks, { self.json(200, self.holdings.hooks.map(self.describe)) })
        case ("POST", "hooks", 1): return (.createHook, { self.createHook(call.body) })
        case ("DELETE", "hooks", 2): return (.deleteHook, { self.deleteHook(segments[1]) })
        default: return nil
        }
    }

    private func describeRepository() -> LoopbackServer.Response {
        json(200, ["id": 7, "full_name": Self.repository, "private": holdings.isPrivate])
    }

    private func tagOnGitHub(_ segments: [String]) -> LoopbackServer.Response {
        if segments[1] == "tags" {
            guard let tag = holdings.tags.values.first(where: { $0.object == segments[2] && $0.object != $0.commit })
            else { return message(404, "Not Found") }
            return json(200, ["sha": tag.object, "object": ["type": "commit", "sha": tag.commit]])
        }
        let name = segments.dropFirst(3).joined(separator: "/")
        guard segments[1] == "ref", segments[2] == "tags", let tag = holdings.tags[name] else {
            return message(404, "Not Found")
        }
        let type = tag.object == tag.commit ? "commit" : "tag"
        return json(200, ["ref": "refs/tags/\(name)", "object": ["type": type, "sha": tag.object]])
    }

    private func tagOnGitea(_ segments: [String]) -> LoopbackServer.Response {
        let name = segments.dropFirst().joined(separator: "/")
        guard let tag = holdings.tags[name] else { return message(404, "Not Found") }
        return json(200, ["name": name, "id": tag.object, "commit": ["sha": tag.commit]])
    }

    private func set(_ body: [String: Any], on commit: String) -> LoopbackServer.Response {
        let description = body["description"] as? String ?? ""
        guard let status = body["state"] as? String, description.count <= 140 else {
            return message(422, "description is too long (maximum is 140 characters)")
        }
        state.withLock { state in
            state.statuses.append(
                .init(
                    commit: commit,
                    state: status,
                    link: body["target_url"] as? String,
                    description: description,
                    context: body["context"] as? String ?? "default"
                )
            )
        }
        return json(201, ["state": status])
    }

    // MARK: Webhooks

    private func describe(_ hook: FakeForgeState.Hook) -> [String: Any] {
        [
            "id": hook.id, "active": true, "events": hook.events,
            "config": ["url": hook.url, "content_type": hook.contentType, "secret": "********"],
        ]
    }

    private func createHook(_ body: [String: Any]) -> LoopbackServer.Response {
        guard let config = body["config"] as? [String: Any], let url = config["url"] as? String,
            kind == .github ? body["name"] as? String == "web" : body["type"] is String
        else { return message(422, "Validation Failed") }
        let hook = state.withLock { state in
            let hook = FakeForgeState.Hook(
                id: state.makeID(),
                url: url,
                secret: config["secret"] as? String ?? "",
                contentType: config["content_type"] as? String ?? "form",
                events: body["events"] as? [String] ?? []
            )
            state.hooks.append(hook)
            return hook
        }
        return json(201, describe(hook))
    }

    private func deleteHook(_ id: String) -> LoopbackServer.Response {
        let isThere = state.withLock { state in
            let count = state.hooks.count
            state.hooks.removeAll { $0.id == Int(id) }
            return state.hooks.count < count
        }
        return isThere ? .init(status: 204) : message(404, "Not Found")
    }
}
