import Bytes
import Enclave
import Evidence
import OpenSSLKit
import Testing

@Suite struct SNPRootsTests {
    /// SHA-256 of the DER of every certificate, as several independent verifiers carry them.
    private static let digests: [(SNPProductLine, String, String, String)] = [
        (
            .milan, "69d063b45344d26a2e94e1f4210de49ef555308287d4c174445c95639a540bcd",
            "67d303bd3905fd38db8b20e0793699870e7fa612eaad5dec358293fd8c0bac1b",
            "c5e081f59b7efab1fe2f8b505e159704e72f29cab7ef7cf628a05a42439082f5"
        ),
        (
            .genoa, "4c6598d19c18719c5dfd4a7d335f674e5bfe1d8f800cea2cf270c10d103db2f1",
            "5464738c1546aed5f2cecf1dc98c5c960a92e8913238a61711bc90ec6e828521",
            "197e610743a917d6b9bb982a5a9226ccc0a15b611be0619e626aca9151457372"
        ),
        (
            .turin, "1f084161a44bb6d93778a904877d4819cafa5d05ef4193b2ded9dd9c73dd3f6a",
            "5b77ef5fe7a7a004fd9032668fba9d0fda22f88c4442069a479636a6ae3b3185",
            "104e10a8bd060a3c20a434261a57d0588fd65a88915b4f65b08bdecaf8df1a3c"
        ),
    ]

    @Test(arguments: digests)
    func `the built-in certificates are the vendor's`(
        line: SNPProductLine,
        ark: String,
        ask: String,
        asvk: String
    ) throws {
        let roots = try #require(SNPTrustRoots.pinned[line])
        #expect(roots.productLine == line)
        let certificates = [roots.ark, roots.ask, try #require(roots.asvk)]
        #expect(certificates.map { DigestAlgorithm.sha256.digest($0.der).hexadecimal } == [ark, ask, asvk])
        #expect(
            certificates.map(\.subject.commonName) == ["ARK-\(line.name)", "SEV-\(line.name)", "SEV-VLEK-\(line.name)"]
        )
        for certificate in certificates {
            #expect(certificate.isSigned(by: roots.ark))
            #expect(certificate.isSignedWithPSSSHA384)
            #expect(certificate.isAuthority)
        }
    }

    @Test func `no other line has a root`() {
        #expect(Set(SNPTrustRoots.pinned.keys) == [.milan, .genoa, .turin])
    }

    @Test(.enabled(if: Vectors.arePresent, "the folder ../shared/vectors is absent"))
    func `the built-in certificates are those that were collected`() throws {
        for roots in try Vectors.roots() {
            let pinned = try #require(SNPTrustRoots.pinned[roots.productLine])
            #expect([pinned.ark, pinned.ask, pinned.asvk] == [roots.ark, roots.ask, roots.asvk])
        }
    }

    @Test func `the stand-in's root never becomes one of hardware`() throws {
        let platform = try Fixture.platform.get()
        let roots = SNPTrustRoots(productLine: .simulated, ark: platform.ark, ask: platform.ask, asvk: nil)
        let evidence = SNPEvidence(
            report: try Fixture.report(),
            key: .vcek,
            certificate: platform.vcek.der,
            chain: nil
        )
        for line in SNPProductLine.allCases {
            let judging = SNPJudging(roots: [line: roots])
            #expect(judging.failures(evidence) == [.vcekChainInvalid])
        }
    }
}
