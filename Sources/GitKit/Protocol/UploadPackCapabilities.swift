/// What a server offers (gitprotocol-v2, "Capability Advertisement").
package struct UploadPackCapabilities: Equatable, Sendable {
    /// Whether history can be cut off with `deepen`.
    package var canDeepen = false
    /// Whether objects can be left out with `filter`.
    package var canFilter = false
    /// Whether requests must name the object format.
    var namesObjectFormat = false

    /// Reads an advertisement.
    ///
    /// - Throws: ``GitError/Code/unsupported`` if it is not of version 2, lacks a command, or is for another hash than SHA-1.
    package init(advertisement: [UInt8]) throws(GitError) {
        var lines = try Self.lines(advertisement)[...]
        if let first = lines.first, first.hasPrefix("# service=") { lines.removeFirst() }
        guard lines.popFirst() == "version 2" else {
            throw Self.unsupported("the server does not speak version 2 of git's protocol (git 2.18 or newer does)")
        }
        var hasReferences = false
        var hasFetch = false
        for line in lines {
            let parts = line.split(separator: "=", maxSplits: 1)
            let values = parts.count > 1 ? parts[1].split(separator: " ") : []
            switch parts.first {
            case "ls-refs": hasReferences = true
            case "fetch":
                hasFetch = true
                canDeepen = values.contains("shallow")
                canFilter = values.contains("filter")
            case "object-format":
                guard values.contains("sha1") else {
                    throw Self.unsupported("the repository's object format is not SHA-1")
                }
                namesObjectFormat = true
            default: break
            }
        }
        guard hasReferences, hasFetch else { throw Self.unsupported("the server lacks the commands ls-refs and fetch") }
    }

    private static func lines(_ advertisement: [UInt8]) throws(GitError) -> [String] {
        var parser = PacketParser()
        parser.append(advertisement)
        var lines: [String] = []
        while let packet = try parser.next() {
            guard case .data(var line) = packet else { continue }
            if line.last == 0x0A { line.removeLast() }
            lines.append(String(decoding: line, as: UTF8.self))
        }
        guard parser.isAtBoundary else {
            throw GitError(.protocolViolation, operation: "info/refs", message: "the server's advertisement is cut off")
        }
        return lines
    }

    private static func unsupported(_ message: String) -> GitError {
        GitError(.unsupported, operation: "info/refs", message: message)
    }
}
