/// How requests reach a repository's `git-upload-pack`.
package struct GitTransport: Sendable {
    /// Takes a piece of a response; throwing ends it.
    package typealias Receiver = @Sendable (_ piece: [UInt8]) throws -> Void

    /// Asks what the server can do, in protocol version 2.
    package let advertise: @Sendable () async throws(GitError) -> [UInt8]
    /// Sends one command and hands on the response, at most `limit` bytes.
    package let command:
        @Sendable (_ request: [UInt8], _ limit: Int, _ receive: @escaping Receiver) async throws(GitError) -> Void

    /// Makes a transport.
    package init(
        advertise: @escaping @Sendable () async throws(GitError) -> [UInt8],
        command:
            @escaping @Sendable (_ request: [UInt8], _ limit: Int, _ receive: @escaping Receiver)
            async throws(GitError) -> Void
    ) {
        self.advertise = advertise
        self.command = command
    }
}
