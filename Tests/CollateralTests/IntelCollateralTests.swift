import Builds
import CurlKit
import Enclave
import Evidence
import StrictJSON
import TestSupport
import Testing

@testable import Collateral

@Suite(
    .scratchDirectory,
    .timeLimit(.minutes(1)),
    .enabled(if: Vector.areThere, "the vectors are not there (../shared/vectors)")
) struct IntelCollateralTests {
    private let now = moment("2025-06-25T00:00:00Z")
    private var cache: String { ScratchDirectory.current.path("cache") }

    private func answer(_ request: LoopbackServer.Request, _ set: String) -> LoopbackServer.Response? {
        IntelAnswers.answer(request, set: "tdx/collateral/\(set)", fmspc: "b0c06f000000")
    }

    private func service(_ set: String = "b0c06f-2025-06") throws -> PlayedService {
        try PlayedService { request, _ in answer(request, set) }
    }

    private var quote: [UInt8] { get throws { try Vector.bytes("tdx/v4-b0c06f-phala/quote.bin") } }

    @Test func `statements come from Intel once, and then from the disk, and verify the quote`() async throws {
        let service = try service()
        let client = try service.client(at: now, cache: cache)
        let collateral = try await client.collateral(for: quote)
        #expect(try await client.collateral(for: quote) == collateral)
        #expect(service.targets.count == 4)
        let evidence = HardwareEvidence(
            platform: .tdx,
            evidence: TDXEvidence(quote: try quote).json,
            collateral: collateral.json
        )
        #expect(TDXVerifier().authenticate(evidence, at: JudgementTime(now, .given)).claims != nil)
    }

    @Test func `what is kept too long is asked for again, and serves where nobody answers while it is valid`()
        async throws
    {
        let service = try service()
        let collateral = try await service.client(at: now, cache: cache).collateral(for: quote)
        let eager = try service.client(at: now, cache: cache, maximumAge: .zero)
        #expect(try await eager.collateral(for: quote) == collateral)
        #expect(service.targets.count == 8)
        let silent = try PlayedService { _, _ in .closeWithoutReply }
        #expect(try await silent.client(at: now, cache: cache, maximumAge: .zero).collateral(for: quote) == collateral)
        let later = moment("2025-08-25T00:00:00Z")
        for maximumAge in [.zero, CollateralServices.defaultMaximumAge] {
            let error = await #expect(throws: EnclaveError.self) {
                try await silent.client(at: later, cache: cache, maximumAge: maximumAge).collateral(for: quote)
            }
            #expect(error?.code == .collateralMissing)
        }
    }

    @Test func `statements about another platform are refused and not kept`() async throws {
        let service = try PlayedService { request, count in
            answer(request, count <= 4 ? "00806f05-2025-07" : "b0c06f-2025-06")
        }
        let client = try service.client(at: now, cache: cache)
        let error = await #expect(throws: EnclaveError.self) { try await client.collateral(for: quote) }
        #expect(error?.message.contains("is not verified with what Intel states") == true)
        _ = try await client.collateral(for: quote)
        #expect(service.targets.count == 8)
    }

    @Test(arguments: ["/tdx/certification/v4/tcb", "/tdx/certification/v4/qe/identity", "/sgx/", "/IntelSGXRootCA.der"])
    func `each statement is needed, with its chain`(path: String) async throws {
        let refusing = try PlayedService { request, _ in
            request.target.hasPrefix(path) ? .init(status: 404) : answer(request, "b0c06f-2025-06")
        }
        await #expect(throws: EnclaveError.self) { try await refusing.client(at: now).collateral(for: quote) }
        let bare = try PlayedService { request, _ in
            var response = answer(request, "b0c06f-2025-06")
            if request.target.hasPrefix(path) {
                response?.headers = [:]
                if path.hasSuffix(".der") { response?.body = [] }
            }
            return response
        }
        let error = await #expect(throws: EnclaveError.self) { try await bare.client(at: now).collateral(for: quote) }
        #expect(error?.code == .collateralMissing)
    }

    @Test func `a service that limits is asked again`() async throws {
        let service = try PlayedService { request, count in
            count == 1 ? .init(status: 429, headers: ["Retry-After": "3"]) : answer(request, "b0c06f-2025-06")
        }
        _ = try await service.client(at: now).collateral(for: quote)
        #expect(service.pauses == [.seconds(3)])
    }

    @Test func `what is kept is verified again, and fetched anew where somebody changed it`() async throws {
        let service = try service()
        let client = try service.client(at: now, cache: cache)
        let collateral = try await client.collateral(for: quote)
        let key =
            "tdx /tdx/certification/v4/tcb?fmspc=b0c06f000000 /sgx/certification/v4/pckcrl?ca=platform&encoding=der"
        let store = CollateralCache(directory: cache)
        #expect(store.entry(key)?.bytes == collateral.json.serialized())
        var changed = collateral.json.serialized()
        changed[changed.count / 2] ^= 1
        store.put(changed, for: key)
        #expect(try await client.collateral(for: quote) == collateral)
        #expect(service.targets.count == 8)
    }

    @Test func `what is no quote leads to no request`() async throws {
        let service = try service()
        for bytes in [[], [UInt8](repeating: 0, count: 5000), try Vector.bytes("tdx/sgx-v3-not-tdx/quote.bin")] {
            await #expect(throws: EnclaveError.self) { try await service.client(at: now).collateral(for: bytes) }
        }
        #expect(service.targets.isEmpty)
    }

    @Test(
        arguments: [("a%20b%0A", "a b\n"), ("a+b", "a+b"), ("", "")] as [(String, String)]
    )
    func `a chain is decoded from its header field`(value: String, text: String) throws {
        #expect(try IssuerChain.decoded(value) == Array(text.utf8))
    }

    @Test(arguments: [nil, "%", "%2", "%zz", "%+1", "%-1", String(repeating: "a", count: 40_000)] as [String?])
    func `a header field that is no chain is refused`(value: String?) {
        #expect(throws: EvidenceError.self) { try IssuerChain.decoded(value) }
    }
}
