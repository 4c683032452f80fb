/// How long the server waits.
package struct ServerTiming: Sendable {
    /// After this much silence an event stream says that it is alive.
    package var keepAlive: Duration = .seconds(15)
    /// How often a stream looks at the store though nothing woke it: another process may run the build.
    package var poll: Duration = .seconds(1)
    /// The longest that a connection may take to send its first request, or may idle between requests.
    package var idle: Duration = .seconds(60)
    /// The longest that the head of a connection's first request may take.
    package var head: Duration = .seconds(15)
    /// How often a request's body must have made progress of ``bodyProgress`` bytes.
    package var bodyCheck: Duration = .seconds(20)
    /// The least that must arrive of a body between two checks, in bytes.
    package var bodyProgress = 4096
    /// The longest that a client may take none of a response that waits for it.
    package var stall: Duration = .seconds(120)

    /// Makes the default timing.
    package init() {}
}
