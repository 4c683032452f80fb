import Glibc
import Synchronization

/// Asks one repository for refs and objects in version 2 of git's protocol.
package struct UploadPackClient: Sendable {
    /// What a server may make this client keep.
    package struct Limits: Sendable {
        /// The most refs of one list.
        package var referenceCount = 100_000
        /// The most bytes of a list of refs.
        package var referenceBytes = 32 << 20
        /// The most bytes of a pack.
        package var packBytes = 2 << 30

        /// The defaults.
        package init() {}
    }

    private static let agent = "agent=git/assay"

    /// What the server offers.
    package let capabilities: UploadPackCapabilities
    private let transport: GitTransport
    private let limits: Limits

    /// Asks the server what it offers.
    package init(_ transport: GitTransport, limits: Limits = Limits()) async throws(GitError) {
        self.transport = transport
        self.limits = limits
        capabilities = try UploadPackCapabilities(advertisement: try await transport.advertise())
    }

    /// Lists the refs whose names begin with one of `prefixes`; all of them for an empty list.
    package func references(prefixes: [String]) async throws(GitError) -> [RemoteReference] {
        var arguments = ["peel", "symrefs"]
        for prefix in prefixes {
            guard prefix.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), prefix.utf8.count <= 2048 else {
                throw GitError(
                    .invalidRef,
                    operation: "ls-refs",
                    message: "a ref's name contains a character it may not"
                )
            }
            arguments.append("ref-prefix \(prefix)")
        }
        let list = ReferenceList(limit: limits.referenceCount)
        do throws(GitError) {
            try await transport.command(request("ls-refs", arguments), limits.referenceBytes) { try list.receive($0) }
        } catch {
            throw list.failure ?? error
        }
        return try list.finish()
    }

    /// Compares a request with the refs of the repository at this moment.
    package func resolve(_ selector: RefSelector) async throws(GitError) -> RefResolution {
        let references = try await references(prefixes: selector.prefixes)
        let isEmpty = references.isEmpty ? try await self.references(prefixes: []).isEmpty : false
        return try RefResolution(selector, references: references, isEmpty: isEmpty)
    }

    /// Fetches objects into a new file at `path`; nothing is left behind on failure.
    package func fetch(_ request: FetchRequest, to path: String) async throws(GitError) -> FetchedPack {
        let body = try self.request("fetch", arguments(of: request))
        let receiver = try PackReceiver(path: path, limit: limits.packBytes)
        do throws(GitError) {
            // Each packet of at most 65516 bytes of pack has 5 bytes around it; keep-alive packets come on top.
            let limit = limits.packBytes + limits.packBytes / 8 + (1 << 20)
            do throws(GitError) {
                try await transport.command(body, limit) { try receiver.receive($0) }
            } catch {
                throw receiver.failure ?? error
            }
            return try receiver.finish()
        } catch {
            unlink(path)
            throw error
        }
    }

    private func arguments(of request: FetchRequest) throws(GitError) -> [String] {
        var arguments = ["no-progress", "ofs-delta"]
        if request.includesTags { arguments.append("include-tag") }
        if let depth = request.depth {
            guard capabilities.canDeepen, depth > 0 else {
                throw GitError(.unsupported, operation: "fetch", message: "the server cannot cut history off")
            }
            arguments.append("deepen \(depth)")
        }
        if let filter = request.filter, capabilities.canFilter { arguments.append("filter \(filter.rawValue)") }
        for id in request.wants { arguments.append("want \(id)") }
        for id in request.haves { arguments.append("have \(id)") }
        return arguments + ["done"]
    }

    private func request(_ command: String, _ arguments: [String]) -> [UInt8] {
        var packets: [PacketLine] = [.text("command=\(command)"), .text(Self.agent)]
        if capabilities.namesObjectFormat { packets.append(.text("object-format=sha1")) }
        packets.append(.delimiter)
        packets += arguments.map { .text($0) }
        packets.append(.flush)
        return packets.flatMap(\.encoded)
    }
}
