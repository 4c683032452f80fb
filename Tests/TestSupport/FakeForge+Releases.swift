import Foundation
import Synchronization

extension FakeForge {
    func listReleases(_ call: FakeForgeCall, withDrafts: Bool) -> LoopbackServer.Response {
        let releases = holdings.releases.reversed().filter { withDrafts || !$0.isDraft }
        return page(releases.map(describe), call)
    }

    func release(ofTag tag: String) -> LoopbackServer.Response {
        guard let release = holdings.releases.first(where: { $0.tag == tag && !$0.isDraft }) else {
            return message(404, "Not Found")
        }
        return json(200, describe(release))
    }

    func createRelease(_ body: [String: Any]) -> LoopbackServer.Response {
        guard let tag = body["tag_name"] as? String else { return message(422, "Validation Failed") }
        let isDraft = body["draft"] as? Bool ?? false
        let created = state.withLock { state -> FakeForgeState.Release? in
            let isTaken = state.releases.contains { $0.tag == tag && (kind == .gitea || !($0.isDraft || isDraft)) }
            guard !isTaken else { return nil }
            var release = FakeForgeState.Release(id: state.makeID(), tag: tag, isDraft: isDraft)
            apply(body, to: &release)
            release.isPrerelease = body["prerelease"] as? Bool ?? false
            state.releases.append(release)
            return release
        }
        guard let created else {
            return kind == .gitea
                ? message(409, "Release is has no Tag")
                : message(
                    422,
                    "Validation Failed",
                    errors: [["resource": "Release", "code": "already_exists", "field": "tag_name"]]
                )
        }
        return json(201, describe(created))
    }

    func updateRelease(_ id: String, _ body: [String: Any]) -> LoopbackServer.Response {
        state.withLock { state in
            guard let index = state.releases.firstIndex(where: { $0.id == Int(id) }) else {
                return message(404, "Not Found")
            }
            let publishes = body["draft"] as? Bool == false && state.releases[index].isDraft
            let tag = state.releases[index].tag
            if publishes, state.releases.contains(where: { $0.tag == tag && !$0.isDraft }) {
                return message(
                    422,
                    "Validation Failed",
                    errors: [["resource": "Release", "code": "already_exists", "field": "tag_name"]]
                )
            }
            apply(body, to: &state.releases[index])
            if publishes {
                state.releases[index].isDraft = false
                state.releases[index].publications += 1
                state.releases[index].isImmutable = state.publishesImmutably
            }
            return json(200, describe(state.releases[index]))
        }
    }

    private func apply(_ body: [String: Any], to release: inout FakeForgeState.Release) {
        release.target = body["target_commitish"] as? String ?? release.target
        release.title = body["name"] as? String ?? release.title
        release.notes = body["body"] as? String ?? release.notes
    }

    // MARK: Assets

    func listAssets(_ id: String, _ call: FakeForgeCall) -> LoopbackServer.Response {
        guard let release = holdings.releases.first(where: { $0.id == Int(id) }) else {
            return message(404, "Not Found")
        }
        return page(release.assets.map(describe), call)
    }

    func upload(_ call: FakeForgeCall, to id: String) -> LoopbackServer.Response {
        guard call.isUpload == (kind == .github) else { return message(404, "Not Found") }
        guard call.request.headers["Transfer-Encoding"] == nil else { return message(400, "chunked upload") }
        guard let length = call.request.headers["Content-Length"].flatMap(Int.init), length == call.request.body.count
        else { return message(411, "Length Required") }
        guard let name = call.request.parameter("name") else { return message(422, "name is missing") }
        guard let contents = kind == .github ? call.request.body : attachment(in: call.request) else {
            return message(500, "request Content-Type isn't multipart/form-data")
        }
        return state.withLock { state in
            guard let index = state.releases.firstIndex(where: { $0.id == Int(id) }) else {
                return message(404, "Not Found")
            }
            guard !state.releases[index].isImmutable else {
                return message(422, "Cannot upload assets to an immutable release.")
            }
            let name = kind == .github ? rewritten(name) : name
            if kind == .github, state.releases[index].assets.contains(where: { $0.name == name }) {
                return message(
                    422,
                    "Validation Failed",
                    errors: [["resource": "ReleaseAsset", "code": "already_exists", "field": "name"]]
                )
            }
            let asset = FakeForgeState.Asset(id: state.makeID(), name: name, contents: contents)
            state.releases[index].assets.append(asset)
            return json(201, describe(asset, reportsDigest: state.reportsDigests))
        }
    }

    func deleteAsset(_ id: String) -> LoopbackServer.Response {
        state.withLock { state in
            for index in state.releases.indices where state.releases[index].assets.contains(where: { $0.id == Int(id) })
            {
                guard !state.releases[index].isImmutable else {
                    return message(422, "Cannot delete asset from an immutable release")
                }
                state.releases[index].assets.removeAll { $0.id == Int(id) }
                return .init(status: 204)
            }
            return message(404, "Not Found")
        }
    }

    func redirectToContents(_ id: String, _ call: FakeForgeCall) -> LoopbackServer.Response {
        guard let id = Int(id), let asset = asset(id) else { return message(404, "Not Found") }
        guard call.request.headers["Accept"] == "application/octet-stream" else { return json(200, describe(asset)) }
        return .init(status: 302, headers: ["Location": "\(contentsURL)/asset/\(id)"])
    }

    /// GitHub puts a full stop where a name has characters that it does not like.
    private func rewritten(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-+".contains($0)) ? $0 : "." })
    }

    private func attachment(in request: LoopbackServer.Request) -> [UInt8]? {
        guard let type = request.headers["Content-Type"], type.hasPrefix("multipart/form-data; boundary=") else {
            return nil
        }
        let boundary = Data("--\(type.dropFirst("multipart/form-data; boundary=".count))".utf8)
        let body = Data(request.body)
        guard let start = body.range(of: boundary + Data("\r\n".utf8)),
            let head = body.range(of: Data("\r\n\r\n".utf8), in: start.upperBound..<body.endIndex),
            String(decoding: body[start.upperBound..<head.lowerBound], as: UTF8.self).contains("name=\"attachment\""),
            let end = body.range(
                of: Data("\r\n".utf8) + boundary + Data("--".utf8),
                in: head.upperBound..<body.endIndex
            )
        else { return nil }
        return Array(body[head.upperBound..<end.lowerBound])
    }

    // MARK: Descriptions

    private func describe(_ release: FakeForgeState.Release) -> [String: Any] {
        var description: [String: Any] = [
            "id": release.id, "tag_name": release.tag, "target_commitish": release.target, "name": release.title,
            "body": release.notes, "draft": release.isDraft, "prerelease": release.isPrerelease,
            "html_url": "\(url)/\(Self.repository)/releases/tag/\(release.tag)",
            "upload_url": "http://elsewhere.invalid/assets{?name,label}",
        ]
        if kind == .github { description["immutable"] = release.isImmutable }
        return description
    }

    private func describe(_ asset: FakeForgeState.Asset) -> [String: Any] {
        describe(asset, reportsDigest: holdings.reportsDigests)
    }

    private func describe(_ asset: FakeForgeState.Asset, reportsDigest: Bool) -> [String: Any] {
        var description: [String: Any] = ["id": asset.id, "name": asset.name, "size": asset.contents.count]
        switch kind {
        case .github:
            description["state"] = asset.isComplete ? "uploaded" : "starter"
            description["browser_download_url"] = "http://elsewhere.invalid/\(asset.name)"
            description["digest"] =
                asset.isComplete && reportsDigest ? "sha256:\(sha256(asset.contents))" : NSNull() as Any
        case .gitea:
            let digits = String(asset.id)
            description["uuid"] = "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
            description["browser_download_url"] = "http://elsewhere.invalid/\(asset.name)"
        }
        return description
    }

    private func page(_ items: [[String: Any]], _ call: FakeForgeCall) -> LoopbackServer.Response {
        let page = max(1, call.request.parameter("page").flatMap { Int($0) } ?? 1)
        let asked = call.request.parameter(kind == .github ? "per_page" : "limit").flatMap { Int($0) } ?? 30
        let size = max(1, min(asked, holdings.pageSize))
        let from = (page - 1) * size
        guard from < items.count else { return json(200, []) }
        var response = json(200, Array(items[from..<min(items.count, from + size)]))
        if from + size < items.count {
            response.headers["Link"] = "<http://elsewhere.invalid/?page=\(page + 1)>; rel=\"next\""
        }
        return response
    }
}
