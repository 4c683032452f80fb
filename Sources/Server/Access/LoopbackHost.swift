/// Recognises names and addresses of this machine's loopback interface.
enum LoopbackHost {
    /// Whether `authority`, a host with an optional port as the `Host` field has it, is loopback.
    static func isLoopback(authority: String) -> Bool {
        let host: Substring
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return false }
            guard isPort(authority[authority.index(after: end)...]) else { return false }
            host = authority[authority.index(after: authority.startIndex)..<end]
        } else {
            let colon = authority.firstIndex(of: ":") ?? authority.endIndex
            guard isPort(authority[colon...]) else { return false }
            host = authority[..<colon]
        }
        return isLoopback(host: String(host))
    }

    /// Whether `host`, without a port, is loopback: `localhost`, `::1` or four numbers that begin with 127.
    static func isLoopback(host: String) -> Bool {
        if host.lowercased() == "localhost" || host == "::1" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        // Short forms such as `127.1` are left out: browsers do not send them.
        return numbers.count == 4 && numbers[0] == "127"
            && numbers.allSatisfy { number in
                (1...3).contains(number.utf8.count) && UInt8(number) != nil
                    && number.utf8.allSatisfy { $0 != UInt8(ascii: "+") }
            }
    }

    /// Whether the host of `url`, an `http` or `https` URL, is loopback.
    static func isLoopback(url: String) -> Bool {
        for scheme in ["http://", "https://"] where url.hasPrefix(scheme) {
            return isLoopback(authority: String(url.dropFirst(scheme.count).prefix { $0 != "/" }))
        }
        return false
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || (text.hasPrefix(":") && UInt16(text.dropFirst()) != nil)
    }
}
