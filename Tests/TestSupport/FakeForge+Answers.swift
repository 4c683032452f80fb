import Foundation
import Synchronization

/// A request taken apart: what is asked for, by whom.
struct FakeForgeCall {
    let request: LoopbackServer.Request
    /// The path's segments after `/repos/owner/demo`, percent escapes decoded.
    let segments: [String]
    let isUpload: Bool

    var body: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(request.body))) as? [String: Any] ?? [:]
    }
}

extension FakeForge {
    /// Answers a request to the forge's own host.
    func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Response {
        let number = record(request, isForContents: false)
        guard let agent = request.headers["User-Agent"], !agent.isEmpty else {
            return message(403, "Request forbidden by administrative rules. Make sure it has a User-Agent header.")
        }
        // What anybody may ask to learn which kind of forge answers.
        if request.method == "GET", request.target == (kind == .github ? "/api/v3/meta" : "/api/v1/version") {
            return json(200, kind == .github ? ["installed_version": "3.14.0"] : ["version": "1.22.0"])
        }
        if let uuid = attachment(request) {
            return scripted(.contents, number) { contents(ofAttachment: uuid, request) }
        }
        guard let call = call(request) else { return message(404, "Not Found") }
        let authorization = request.headers["Authorization"]
        let isAuthorized = authorization == "Bearer \(Self.token)" || authorization == "token \(Self.token)"
        guard isAuthorized || (authorization == nil && request.method == "GET" && !holdings.isPrivate) else {
            return message(authorization == nil && holdings.isPrivate ? 404 : 401, "Bad credentials")
        }
        guard let (operation, work) = route(call, isAuthorized: isAuthorized) else { return message(404, "Not Found") }
        state.withLock { $0.actions[operation] }?(self)
        return scripted(operation, number, call: call, work)
    }

    /// Answers a request to the host of the contents.
    func answerContents(_ request: LoopbackServer.Request) -> LoopbackServer.Response {
        let number = record(request, isForContents: true)
        return scripted(.contents, number) {
            guard let id = Int(request.path.dropFirst("/asset/".count)), let asset = asset(id) else {
                return message(404, "Not Found")
            }
            return .init(headers: ["Content-Type": "application/octet-stream"], body: served(asset))
        }
    }

    func served(_ asset: FakeForgeState.Asset) -> [UInt8] {
        holdings.corruptedContents[asset.name] ?? asset.contents
    }

    func asset(_ id: Int) -> FakeForgeState.Asset? {
        holdings.releases.lazy.flatMap(\.assets).first { $0.id == id }
    }

    // MARK: Failing

    private func scripted(
        _ operation: Operation,
        _ number: Int,
        call: FakeForgeCall? = nil,
        _ work: () -> LoopbackServer.Response
    ) -> LoopbackServer.Response {
        let failure = state.withLock { $0.failingRequests[number] ?? $0.nextFailure(of: operation) }
        switch failure {
        case nil: return work()
        case .status(let status, let headers, let text):
            var response = message(status, text)
            for (name, value) in headers { response.headers[name] = value }
            return response
        case .badGatewayLeavingStarter:
            if let call, operation == .upload, kind == .github { leaveStarter(call) }
            return message(502, "Bad Gateway")
        case .connectionLost: return .closeWithoutReply
        case .replyLost:
            _ = work()
            return .closeWithoutReply
        case .badGatewayAfterWork:
            _ = work()
            return message(502, "Bad Gateway")
        }
    }

    private func leaveStarter(_ call: FakeForgeCall) {
        guard let id = Int(call.segments[1]), let name = call.request.parameter("name") else { return }
        state.withLock { state in
            let asset = FakeForgeState.Asset(id: state.makeID(), name: name, contents: [], isComplete: false)
            if let index = state.releases.firstIndex(where: { $0.id == id }) {
                state.releases[index].assets.append(asset)
            }
        }
    }

    // MARK: Requests

    private func record(_ request: LoopbackServer.Request, isForContents: Bool) -> Int {
        state.withLock { state in
            state.requests.append(
                FakeForgeRequest(
                    isForContents: isForContents,
                    method: request.method,
                    target: request.target,
                    headers: request.headers,
                    body: request.body
                )
            )
            return state.requests.count - 1
        }
    }

    private func call(_ request: LoopbackServer.Request) -> FakeForgeCall? {
        let api = kind == .github ? "/api/v3" : "/api/v1"
        let isUpload = request.path.hasPrefix("/api/uploads/")
        let prefix = (isUpload ? "/api/uploads" : api) + "/repos/\(Self.repository)"
        guard request.path == prefix || request.path.hasPrefix(prefix + "/") else { return nil }
        let rest = request.path.dropFirst(prefix.count)
        let segments = rest.split(separator: "/").map { $0.removingPercentEncoding ?? "" }
        return FakeForgeCall(request: request, segments: segments, isUpload: isUpload)
    }

    private func attachment(_ request: LoopbackServer.Request) -> String? {
        guard kind == .gitea, request.path.hasPrefix("/attachments/") else { return nil }
        return String(request.path.dropFirst("/attachments/".count))
    }

    private func contents(ofAttachment uuid: String, _ request: LoopbackServer.Request) -> LoopbackServer.Response {
        guard let id = Int(uuid.suffix(12)), let asset = asset(id) else { return message(404, "Not Found") }
        if holdings.isPrivate, request.headers["Authorization"] == nil { return message(404, "Not Found") }
        if holdings.servesContentsElsewhere {
            return .init(status: 302, headers: ["Location": "\(contentsURL)/asset/\(id)"])
        }
        return .init(headers: ["Content-Type": "application/octet-stream"], body: served(asset))
    }

    // MARK: Replies

    func message(_ status: Int, _ text: String, errors: [[String: String]] = []) -> LoopbackServer.Response {
        var body: [String: Any] = ["message": text]
        if !errors.isEmpty { body["errors"] = errors }
        return json(status, body)
    }

    func json(_ status: Int, _ value: Any) -> LoopbackServer.Response {
        let body = try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys])
        return .init(status: status, headers: ["Content-Type": "application/json"], body: Array(body ?? Data()))
    }
}
