/// A push of a branch as Gitea and GitHub send it: about 5 KB, signed, unlike every other.
struct Delivery {
    /// The whole HTTP request.
    let request: [UInt8]

    /// Makes and signs a delivery whose object id and name nobody has seen.
    init(port: UInt16, path: String, secret: [UInt8]) {
        let object = Self.hexadecimal(40)
        let body = Array(Self.payload(object).utf8)
        let signature = Self.signature(of: body, secret)
        let name = Self.hexadecimal(32)
        let head = """
            POST \(path) HTTP/1.1\r
            Host: 127.0.0.1:\(port)\r
            User-Agent: Go-http-client/1.1\r
            Content-Length: \(body.count)\r
            Content-Type: application/json\r
            X-Gitea-Delivery: \(name)\r
            X-Gitea-Event: push\r
            X-Gitea-Signature: \(signature)\r
            X-GitHub-Delivery: \(name)\r
            X-GitHub-Event: push\r
            X-Hub-Signature-256: sha256=\(signature)\r
            Accept-Encoding: gzip\r
            \r

            """
        request = Array(head.utf8) + body
    }

    private static func signature(of body: [UInt8], _ secret: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        guard HMAC(EVP_sha256(), secret, Int32(secret.count), body, body.count, &digest, &length) != nil else {
            fail("HMAC failed")
        }
        return digest.map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
    }

    private static func hexadecimal(_ count: Int) -> String {
        String((0..<count).map { _ in "0123456789abcdef".randomElement() ?? "0" })
    }

    private static func person(_ name: String) -> String {
        """
        {"id":7,"login":"\(name)","login_name":"","source_id":0,"full_name":"","email":"\(name)@example.org",\
        "avatar_url":"https://git.example.org/avatars/0123456789abcdef0123456789abcdef","language":"","is_admin":false,\
        "last_login":"0001-01-01T00:00:00Z","created":"2026-01-02T03:04:05Z","restricted":false,"active":false,\
        "prohibit_login":false,"location":"","website":"","description":"","visibility":"public","followers_count":0,\
        "following_count":0,"starred_repos_count":0,"username":"\(name)"}
        """
    }

    private static func commit(_ object: String, _ number: Int) -> String {
        """
        {"id":"\(object)","message":"Change number \(number) of what is measured here\\n",\
        "url":"https://git.example.org/bench/project/commit/\(object)",\
        "author":{"name":"Author","email":"author@example.org","username":"author"},\
        "committer":{"name":"Author","email":"author@example.org","username":"author"},"verification":null,\
        "timestamp":"2026-01-02T03:04:05Z","added":[],"removed":[],"modified":["Sources/file\(number).c"]}
        """
    }

    private static func payload(_ object: String) -> String {
        """
        {"ref":"refs/heads/main","before":"1111111111111111111111111111111111111111","after":"\(object)",\
        "compare_url":"https://git.example.org/bench/project/compare/11111111...\(object)",\
        "commits":[\((1...3).map { commit(object, $0) }.joined(separator: ","))],"total_commits":3,\
        "head_commit":\(commit(object, 1)),\
        "repository":{"id":1,"owner":\(person("bench")),"name":"project","full_name":"bench/project","description":"",\
        "empty":false,"private":false,"fork":false,"template":false,"parent":null,"mirror":false,"size":109,\
        "languages_url":"https://git.example.org/api/v1/repos/bench/project/languages",\
        "html_url":"https://git.example.org/bench/project","url":"https://git.example.org/api/v1/repos/bench/project",\
        "ssh_url":"git@git.example.org:bench/project.git","clone_url":"https://git.example.org/bench/project.git",\
        "original_url":"","website":"","stars_count":0,"forks_count":0,"watchers_count":1,"open_issues_count":0,\
        "default_branch":"main","archived":false,"created_at":"2026-01-02T03:04:05Z",\
        "updated_at":"2026-01-02T03:04:05Z","permissions":{"admin":true,"push":true,"pull":true},"has_issues":true,\
        "has_wiki":true,"has_pull_requests":true,"internal":false,"repo_transfer":null},\
        "pusher":\(person("bench")),"sender":\(person("bench"))}
        """
    }
}
