import Enclave
import OpenSSLKit
import Testing

@testable import Evidence

@Suite struct MutatedEvidenceTests {
    /// Whether report and key authenticate under the stand-in's root. Asked below the verifier, so that neither the
    /// comparison of report data nor a policy can hide a mutation, and the root is read once.
    private func isAuthentic(_ evidence: SNPEvidence) throws -> Bool {
        let platform = try Fixture.platform.get()
        let roots = SNPTrustRoots(productLine: .simulated, ark: platform.ark, ask: platform.ask, asvk: nil)
        var rules = RuleLog()
        let authentication = SNPAuthentication(roots: [.simulated: roots], time: Fixture.now)
        return (try? authentication.claims(of: evidence, rules: &rules)) != nil
    }

    /// Every eighth byte from each of eight starts, so that the sweep runs on all cores.
    @Test(arguments: 0..<8)
    func `every flipped bit of a report is rejected`(start: Int) throws {
        let platform = try Fixture.platform.get()
        let original = try Fixture.report()
        #expect(try isAuthentic(platform.evidence(original)))
        var accepted: [(byte: Int, bit: Int)] = []
        for byte in stride(from: start, to: original.count, by: 8) {
            for bit in 0..<8 {
                var report = original
                report[byte] ^= 1 << bit
                if try isAuthentic(platform.evidence(report)) { accepted.append((byte, bit)) }
            }
        }
        #expect(accepted.isEmpty)
    }

    @Test func `every truncated report is rejected as such`() throws {
        let platform = try Fixture.platform.get()
        let original = try Fixture.report()
        for count in 0..<original.count {
            let evidence = platform.evidence(Array(original[..<count]))
            #expect(Fixture.verdict(Fixture.hardware(evidence)).failures == [.reportTruncated])
        }
    }

    @Test func `bytes after a report are rejected`() throws {
        let platform = try Fixture.platform.get()
        let evidence = platform.evidence(try Fixture.report() + [0])
        #expect(Fixture.verdict(Fixture.hardware(evidence)).failures == [.reportFormatUnsupported])
    }

    @Test(arguments: 0..<4)
    func `every flipped bit of the signing key's certificate is rejected`(start: Int) throws {
        let platform = try Fixture.platform.get()
        let report = try Fixture.report()
        let original = platform.vcek.der
        let chain = SNPEvidence.Chain(intermediate: platform.ask.der, root: platform.ark.der)
        var accepted: [(byte: Int, bit: Int)] = []
        for byte in stride(from: start, to: original.count, by: 4) {
            for bit in 0..<8 {
                var der = original
                der[byte] ^= 1 << bit
                let evidence = SNPEvidence(report: report, key: .vcek, certificate: der, chain: chain)
                if try isAuthentic(evidence) { accepted.append((byte, bit)) }
            }
        }
        #expect(accepted.isEmpty)
    }

    @Test func `every truncated certificate is rejected`() throws {
        let platform = try Fixture.platform.get()
        let report = try Fixture.report()
        for count in stride(from: 0, to: platform.vcek.der.count, by: 3) {
            let evidence = SNPEvidence(
                report: report,
                key: .vcek,
                certificate: Array(platform.vcek.der[..<count]),
                chain: SNPEvidence.Chain(intermediate: platform.ask.der, root: platform.ark.der)
            )
            #expect(Fixture.verdict(Fixture.hardware(evidence)).failures == [.vcekChainInvalid])
        }
    }
}
