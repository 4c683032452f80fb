import Collateral
import CurlKit
import Evidence
import Foundation
import Synchronization
import TestSupport

/// A server that plays AMD's, Intel's or Azure's, with a record of what it was asked.
final class PlayedService: Sendable {
    private let server: LoopbackServer
    private let log: Log

    private final class Log: Sendable {
        let requests = Mutex<[LoopbackServer.Request]>([])
        let pauses = Mutex<[Duration]>([])
    }

    /// The targets that were asked for, in order.
    var targets: [String] { log.requests.withLock { $0.map(\.target) } }
    /// How long clients waited before they asked again.
    var pauses: [Duration] { log.pauses.withLock { $0 } }

    /// Answers with what `part` says; `nil` is 404. The second argument counts the requests from 1.
    init(_ part: @escaping @Sendable (LoopbackServer.Request, Int) -> LoopbackServer.Response?) throws {
        let log = Log()
        self.log = log
        server = try LoopbackServer { request in
            let count = log.requests.withLock { requests in
                requests.append(request)
                return requests.count
            }
            return part(request, count) ?? .init(status: 404, text: "not found")
        }
    }

    func stop() { server.stop() }

    /// A client of this server that thinks it is `now` and never really waits.
    func client(
        at now: Date,
        cache: String? = nil,
        maximumAge: Duration = CollateralServices.defaultMaximumAge,
        attempts: Int = 3,
        snpRoots: [SNPProductLine: SNPTrustRoots] = SNPTrustRoots.pinned
    ) throws -> CollateralServices {
        let log = log
        return CollateralServices(
            endpoints: try CollateralEndpoints(
                amd: server.url,
                intel: server.url,
                intelRootCRL: server.url + "/IntelSGXRootCA.der",
                azure: server.url
            ),
            cache: cache.map { CollateralCache(directory: $0) },
            maximumAge: maximumAge,
            retries: RetryPolicy(
                attempts: attempts,
                now: { now },
                sleep: { pause in log.pauses.withLock { $0.append(pause) } }
            ),
            snpRoots: snpRoots,
            now: { now }
        )
    }
}

/// A moment, as vectors state it.
func moment(_ text: String) -> Date {
    ISO8601DateFormatter().date(from: text) ?? .distantPast
}
