/// How much the server accepts.
package struct ServerLimits: Sendable {
    /// The largest webhook, in bytes: 25 MiB, as GitHub's.
    package var webhookBody = 25 << 20
    /// The largest JSON request, in bytes; it may carry an archive.
    package var jsonBody = 32 << 20
    /// The largest uploaded archive, in bytes.
    package var upload = 1 << 30
    /// Bytes of request bodies that are held in memory at a time, all connections together.
    package var bodiesInMemory = 256 << 20
    /// Connections at a time; more wait in the kernel's queue.
    package var connections = 1024
    /// Connections at a time from one address, or one IPv6 network of 64 bits; more are refused.
    package var connectionsPerAddress = 128
    /// Responses at a time that wait for builds, event streams above all; more are refused.
    package var streams = 512
    /// Header fields of a request.
    package var headerFields = 100
    /// Bytes of all header fields of a request.
    package var headerBytes = 32 << 10

    /// Makes the default limits.
    package init() {}
}
