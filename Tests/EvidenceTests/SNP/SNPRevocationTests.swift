import Builds
import Evidence
import OpenSSLKit
import StrictJSON
import Testing

import struct FoundationEssentials.Date

@Suite struct SNPRevocationTests {
    private func judging(
        _ machine: SNPMinted = .genoa,
        _ alter: (inout SNPRevocationListBytes) -> Void = { _ in }
    ) throws -> SNPJudging {
        var list = SNPRevocationListBytes()
        alter(&list)
        var judging = try SNPJudging.minted(machine)
        let root = try #require(judging.roots[machine.line]).ark
        judging.collateral = SNPCollateral(revocationList: try list.signed(by: root, SNPMinted.keys.get().root))
        return judging
    }

    @Test(arguments: SNPMinted.all, [false, true])
    func `a current list that names others clears the issuer`(machine: SNPMinted, statesTrailerField: Bool) throws {
        let judging = try judging(machine) {
            // The signing keys all have the number 0, which a list of the root cannot mean.
            $0.revoked = [0, 1, 0x30001]
            $0.statesTrailerField = statesTrailerField
        }
        let authentication = judging.authentication(try machine.evidence())
        #expect(authentication.results.codes(.fail).isEmpty)
        #expect(!authentication.results.codes(.notEvaluated).contains(.revocationListMissing))
        #expect(authentication.claims?.snp?.revocationListDate == SNPRevocationListBytes().thisUpdate)
    }

    @Test(arguments: SNPMinted.all)
    func `a list that names the issuer rejects, and goes on to when it is out of date`(machine: SNPMinted) throws {
        var judging = try judging(machine) { $0.revoked = [7, SNPMinted.issuerSerialNumber] }
        #expect(judging.failures(try machine.evidence()) == [.vcekIssuerRevoked])
        judging.time = Fixture.now.addingTimeInterval(7200)
        #expect(judging.failures(try machine.evidence()) == [.vcekIssuerRevoked])
    }

    @Test func `a list of another time is none`() throws {
        let evidence = try SNPMinted.genoa.evidence()
        var judging = try judging()
        for offset in [-3601.0, 3600, 7200] {
            judging.time = Fixture.now.addingTimeInterval(offset)
            #expect(judging.failures(evidence) == [.revocationListExpired])
        }
        #expect(try self.judging { $0.nextUpdate = nil }.failures(evidence) == [.revocationListExpired])
    }

    @Test func `a list of another root, or of another signer with the root's name, is invalid`() throws {
        let evidence = try SNPMinted.genoa.evidence()
        var judging = try SNPJudging.minted(.genoa)
        let roots = try #require(judging.roots[.genoa])
        let other = try SNPMinted.milan.roots()
        let keys = try SNPMinted.keys.get()
        let lists = [
            try SNPRevocationListBytes().signed(by: other.ark, keys.root),
            try SNPRevocationListBytes().signed(by: roots.ark, keys.issuer),
            try SNPRevocationListBytes().signed(by: roots.ask, keys.issuer),
        ]
        for list in lists {
            judging.collateral = SNPCollateral(revocationList: list)
            #expect(judging.failures(evidence) == [.revocationListInvalid])
        }
    }

    @Test func `a damaged list rejects`() throws {
        let evidence = try SNPMinted.genoa.evidence()
        var judging = try judging { $0.revoked = [1] }
        let list = try #require(judging.collateral.revocationList)
        func isRefused(_ damaged: [UInt8]) -> Bool {
            judging.collateral = SNPCollateral(revocationList: damaged)
            return !judging.failures(evidence).isDisjoint(with: [.revocationListInvalid, .revocationListExpired])
        }
        #expect(isRefused(list + [0]))
        let cut = stride(from: 0, to: list.count, by: 7).filter { !isRefused(Array(list[..<$0])) }
        #expect(cut.isEmpty)
        let flipped = list.indices.filter { byte in
            var damaged = list
            damaged[byte] ^= 1 << (byte % 8)
            return !isRefused(damaged)
        }
        #expect(flipped.isEmpty)
    }

    @Test func `no list is a finding, and a failure where a policy demands one`() throws {
        let evidence = try SNPMinted.genoa.evidence()
        var judging = try SNPJudging.minted(.genoa)
        #expect(judging.failures(evidence).isEmpty)
        #expect(judging.results(evidence).codes(.notEvaluated).contains(.revocationListMissing))
        judging.policy.require = [.revocationList]
        #expect(judging.failures(evidence) == [.revocationListMissing])
        judging.collateral = try self.judging().collateral
        #expect(judging.failures(evidence).isEmpty)
    }

    @Test(
        arguments: [
            (["crl": 1], .evidenceMalformed), (["crl": nil], .evidenceMalformed), (["crl": "?"], .evidenceMalformed),
            (["crl": "AAAA", "tcb": "AAAA"], .evidenceMalformed), (["vcek": "AAAA"], .evidenceMalformed),
            ([], .evidenceMalformed), ("crl", .evidenceMalformed), (["crl": "AAAA"], .revocationListInvalid),
            (["crl": .string(String(repeating: "A", count: SNPEvidence.partLimit + 4))], .evidenceTooLarge),
        ] as [(JSONValue, ReasonCode)]
    )
    func `collateral of another shape is rejected`(collateral: JSONValue, code: ReasonCode) throws {
        let machine = SNPMinted.genoa
        let hardware = HardwareEvidence(platform: .snp, evidence: try machine.evidence().json, collateral: collateral)
        let verifier = SNPVerifier(roots: [machine.line: try machine.roots()])
        let results = verifier.authenticate(hardware, at: JudgementTime(Fixture.now, .given)).results
        #expect(results.codes(.fail) == [code])
    }
}
