import Enclave
import Evidence
import Foundation
import OpenSSLKit
import TestSupport
import Testing

@testable import Collateral

@Suite(.scratchDirectory, .timeLimit(.minutes(5))) struct RevocationListTests {
    private var cache: String { ScratchDirectory.current.path("cache") }

    /// AMD's service for the minted line, which answers with these lists in turn, the last again and again.
    private func service(_ lists: [[UInt8]?]) throws -> PlayedService {
        let certificate = try MintedLine.shared.get().vcek.der
        return try PlayedService { request, count in
            guard request.path.hasSuffix("/crl") else { return .init(body: certificate) }
            // The certificate was asked for once, before.
            return lists[min(max(count - 2, 0), lists.count - 1)].map { .init(body: $0) }
        }
    }

    private func client(
        _ service: PlayedService,
        at now: Date = MintedLine.now,
        maximumAge: Duration = CollateralServices.defaultMaximumAge
    ) throws -> CollateralServices {
        try service.client(
            at: now,
            cache: cache,
            maximumAge: maximumAge,
            snpRoots: MintedLine.shared.get().roots
        )
    }

    @Test func `the list of the line goes along, and comes from the disk the next time`() async throws {
        let list = try MintedLine.shared.get().revocationList()
        let service = try service([list])
        let report = try MintedLine.shared.get().report()
        for _ in 0..<2 {
            let endorsements = try await client(service).endorsements(of: report, offered: [])
            #expect(endorsements.revocationList == list)
        }
        #expect(service.targets.filter { $0.hasSuffix("/crl") }.count == 1)
    }

    @Test func `a list that revokes what signed the key leaves nothing to publish`() async throws {
        let minted = try MintedLine.shared.get()
        let service = try service([try minted.revocationList(revoked: MintedLine.issuerSerialNumber)])
        let error = await #expect(throws: EnclaveError.self) {
            try await client(service).endorsements(of: minted.report(), offered: [])
        }
        #expect(error?.code == .collateralMissing)
        #expect(error?.message.contains("revocation list") == true)
    }

    @Test func `a list that is out of date, or signed by another line, is left out`() async throws {
        let minted = try MintedLine.shared.get()
        let other = try MintedLine()
        let lists = [
            try minted.revocationList(issued: MintedLine.now.addingTimeInterval(-7200)),
            try minted.revocationList(issued: MintedLine.now.addingTimeInterval(60)), try other.revocationList(), [],
            nil,
        ]
        for list in lists {
            let service = try service([list])
            let endorsements = try await client(service).endorsements(of: minted.report(), offered: [])
            #expect(endorsements.certificate == minted.vcek.der)
            #expect(endorsements.revocationList == nil)
        }
    }

    @Test func `a list that is kept is asked for anew, and serves where there is no answer while it is valid`()
        async throws
    {
        let minted = try MintedLine.shared.get()
        let (first, second) = (try minted.revocationList(), try minted.revocationList(issued: MintedLine.now))
        let service = try service([first, nil, second])
        func list(at now: Date = MintedLine.now) async throws -> [UInt8]? {
            try await client(service, at: now, maximumAge: .zero).endorsements(of: minted.report(), offered: [])
                .revocationList
        }
        #expect(try await list() == first)
        #expect(try await list() == first)
        #expect(try await list() == second)
        #expect(try await list(at: MintedLine.now.addingTimeInterval(7200)) == nil)
    }
}
