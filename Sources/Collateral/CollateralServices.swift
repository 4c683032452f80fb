package import CurlKit
import Enclave
package import Evidence
package import OpenSSLKit

package import struct FoundationEssentials.Date

/// Fetches what vendors state, keeps it, and hands out only what verifies the evidence at hand.
package struct CollateralServices: Sendable {
    /// Kept statements that are younger than this are not asked for again.
    package static let defaultMaximumAge = Duration.seconds(24 * 3600)
    /// The largest answer of a service, in bytes.
    static let answerLimit = 1 << 20

    let endpoints: CollateralEndpoints
    let client: HTTPClient
    let cache: CollateralCache?
    let maximumAge: Duration
    let snpRoots: [SNPProductLine: SNPTrustRoots]
    let intelRoot: Certificate
    let now: @Sendable () -> Date

    /// Asks `endpoints`; `retries` decides how long a service that limits or fails is asked again.
    package init(
        endpoints: CollateralEndpoints,
        cache: CollateralCache? = nil,
        maximumAge: Duration = defaultMaximumAge,
        retries: RetryPolicy = RetryPolicy(attempts: 6),
        snpRoots: [SNPProductLine: SNPTrustRoots] = SNPTrustRoots.pinned,
        intelRoot: Certificate = IntelRoots.sgxRootCA,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.endpoints = endpoints
        self.cache = cache
        self.maximumAge = maximumAge
        self.snpRoots = snpRoots
        self.intelRoot = intelRoot
        self.now = now
        var configuration = HTTPClient.Configuration(
            userAgent: "assay",
            addresses: .publicOnly(except: endpoints.named),
            retries: retries
        )
        configuration.connectTimeout = .seconds(15)
        configuration.lowSpeedTime = .seconds(20)
        // With all repetitions: a service that limits asks for pauses of half a minute.
        configuration.totalTimeout = .seconds(300)
        client = HTTPClient(configuration: configuration)
    }

    /// The body and header fields of what a service answers with 200.
    func fetch(
        _ base: HTTPURL,
        _ path: String,
        headers: HTTPHeaders = [:],
        json: [UInt8]? = nil
    ) async throws(EnclaveError) -> HTTPResponse {
        let response: HTTPResponse
        do throws(HTTPError) {
            let start = base.description.hasSuffix("/") ? String(base.description.dropLast()) : base.description
            var request = HTTPRequest(json == nil ? "GET" : "POST", try HTTPURL(start + path), headers: headers)
            if let json {
                request.headers["Content-Type"] = "application/json"
                request.body = .bytes(json)
                // Asking for a quote of the same report again changes nothing.
                request.isIdempotent = true
            }
            response = try await client.send(request, bodyLimit: Self.answerLimit)
        } catch {
            throw Self.missing(error.message)
        }
        guard response.status == 200 else {
            throw Self.missing("\(base.origin) answers with status \(response.status)")
        }
        return response
    }

    static func missing(_ message: String) -> EnclaveError {
        EnclaveError(.collateralMissing, "collateral", message)
    }

    // MARK: Keeping

    /// What is kept under a key, with whether it is young enough not to be asked for again.
    func kept(_ key: String) async -> (bytes: [UInt8], isFresh: Bool)? {
        guard let cache else { return nil }
        let maximumAge = maximumAge
        return try? await BlockingQueue.run { () throws(EnclaveError) in
            cache.entry(key).map { ($0.bytes, $0.age >= 0 && .seconds($0.age) < maximumAge) }
        }
    }

    /// Keeps what was verified.
    func keep(_ bytes: [UInt8], as key: String) async {
        guard let cache else { return }
        try? await BlockingQueue.run { () throws(EnclaveError) in cache.put(bytes, for: key) }
    }
}
