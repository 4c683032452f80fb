import Builds
import Enclave
import Evidence
import OpenSSLKit
import StrictJSON
import Testing

@Suite struct SwappedPartsTests {
    @Test func `a report of one chip with the chain of another is rejected`() throws {
        let report = try Fixture.report()
        let evidence = Fixture.hardware(try Fixture.otherPlatform.get().evidence(report))
        #expect(Fixture.verdict(evidence).failures == [.reportSignatureInvalid, .vcekHardwareIDMismatch])
    }

    @Test func `a key under another issuer or root is rejected`() throws {
        let (one, other) = (try Fixture.platform.get(), try Fixture.otherPlatform.get())
        let report = try Fixture.report()
        let chains: [(Certificate, Certificate)] = [(other.ask, one.ark), (one.ask, other.ark), (other.ask, other.ark)]
        for (ask, ark) in chains {
            let chain = SNPEvidence.Chain(intermediate: ask.der, root: ark.der)
            let evidence = SNPEvidence(report: report, key: .vcek, certificate: one.vcek.der, chain: chain)
            #expect(Fixture.verdict(Fixture.hardware(evidence)).failures == [.vcekChainInvalid])
        }
    }

    @Test func `certificates in each other's places are rejected`() throws {
        let platform = try Fixture.platform.get()
        let certificates = [platform.vcek.der, platform.ask.der, platform.ark.der]
        let report = try Fixture.report()
        for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0], [0, 1, 1], [0, 2, 2], [0, 0, 2]] {
            let chain = SNPEvidence.Chain(intermediate: certificates[order[1]], root: certificates[order[2]])
            let evidence = SNPEvidence(report: report, key: .vcek, certificate: certificates[order[0]], chain: chain)
            #expect(Fixture.verdict(Fixture.hardware(evidence)).failures == [.vcekChainInvalid])
        }
    }

    @Test(arguments: Platform.allCases.filter { $0 != .simulated })
    func `the stand-in's evidence passes for no other platform`(platform: Platform) throws {
        let simulated = try Fixture.platform.get().evidence(Fixture.report())
        let evidence = Fixture.hardware(simulated, as: platform)
        #expect(Fixture.verdict(evidence).failures == [.platformNotSupported])
    }

    @Test func `the stand-in's chain is not hardware, even with its own root among the trusted`() throws {
        let platform = try Fixture.platform.get()
        let roots = SNPTrustRoots(productLine: .simulated, ark: platform.ark, ask: platform.ask, asvk: nil)
        let verifier = EvidenceVerifier([SNPVerifier(roots: [roots])])
        let simulated = SNPEvidence(
            report: try Fixture.report(),
            key: .vcek,
            certificate: platform.vcek.der,
            chain: nil
        )
        let verdict = verifier.verify(Fixture.hardware(simulated, as: .snp), Fixture.judging)
        #expect(verdict.failures == [.vcekChainInvalid])
        // Nor does the chain that the stand-in carries make it so.
        let carried = Fixture.hardware(platform.evidence(try Fixture.report()), as: .snp)
        #expect(verifier.verify(carried, Fixture.judging).failures == [.vcekChainInvalid])
    }
}
