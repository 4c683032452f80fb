/// One request that the fetch phase made, for provenance.
package struct FetchRequest: Hashable, Sendable {
    /// `https` for a tunnel, whose contents we cannot see; `http` for a plain request.
    package var scheme: String
    /// The host as asked for, in lower case.
    package var host: String
    package var port: UInt16
    /// `CONNECT` for a tunnel.
    package var method: String
    /// The path and query of a plain request; nil for a tunnel.
    package var path: String?
    /// Why it was refused or broke off; nil when it went through.
    package var failure: String?
    /// Bytes from the sandbox, after the request's header.
    package var sent = 0
    /// Bytes to the sandbox.
    package var received = 0
}
