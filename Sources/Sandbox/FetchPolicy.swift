/// What the fetch phase may reach, and how much of it.
package struct FetchPolicy: Sendable {
    /// A host as it is asked for, and a port.
    package struct Endpoint: Hashable, Sendable {
        /// A name or address in lower case.
        package var host: String
        package var port: UInt16

        package init(host: String, port: UInt16) {
            self.host = host.lowercased()
            self.port = port
        }
    }

    /// The ports that may be reached on public addresses.
    package var ports: Set<UInt16> = [80, 443]
    /// What may be reached besides: any port, private addresses too. Compared with what was asked for, before resolution.
    package var exceptions: Set<Endpoint> = []
    /// Connections at one time.
    package var connections = 64
    /// Requests in all; each is recorded.
    package var requests = 50_000
    /// Bytes in the header of a request.
    package var headerSize = 64 << 10
    /// Bytes in both directions of all requests together.
    package var bytes = 20 << 30
    /// How long a connection may say nothing.
    package var idle: Duration = .seconds(60)
    /// How long a connection to a server may take to come about.
    package var connect: Duration = .seconds(15)

    package init() {}
}
