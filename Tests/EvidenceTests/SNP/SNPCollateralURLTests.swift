import Bytes
import Evidence
import Testing

@Suite struct SNPCollateralURLTests {
    private func addresses(_ machine: SNPMinted, version: UInt32 = 3, line: SNPProductLine? = nil) throws
        -> SNPCollateralURLs?
    {
        SNPCollateralURLs(for: try SNPReport(parsing: machine.report(version: version)), line: line)
    }

    @Test func `a chip's certificate is asked for by line, chip and versions`() throws {
        let genoa = try #require(try addresses(.genoa))
        let chip = [UInt8](1...64).hexadecimal
        #expect(genoa.vcek == "https://kdsintf.amd.com/vcek/v1/Genoa/\(chip)?blSPL=10&teeSPL=0&snpSPL=27&ucodeSPL=84")
        #expect(genoa.chain == "https://kdsintf.amd.com/vcek/v1/Genoa/cert_chain")
        #expect(genoa.revocationList == "https://kdsintf.amd.com/vcek/v1/Genoa/crl")
    }

    @Test func `Turin's chips have short names and one version more`() throws {
        #expect(
            try addresses(.turin)?.vcek
                == "https://kdsintf.amd.com/vcek/v1/Turin/0102030405060708?fmcSPL=1&blSPL=2&teeSPL=3&snpSPL=4&ucodeSPL=81"
        )
    }

    @Test func `an operator's certificate, or that of a hidden chip, cannot be asked for`() throws {
        let operated = try #require(try addresses(.operated))
        #expect(operated.vcek == nil)
        #expect(operated.chain == "https://kdsintf.amd.com/vlek/v1/Genoa/cert_chain")
        #expect(operated.revocationList == "https://kdsintf.amd.com/vlek/v1/Genoa/crl")
        let hidden = try SNPMinted.genoa.report { $0.put([UInt8](repeating: 0, count: 64), at: 0x1A0) }
        let addresses = try #require(SNPCollateralURLs(for: try SNPReport(parsing: hidden)))
        #expect(addresses.vcek == nil)
    }

    @Test func `an old report does not say which line it is`() throws {
        #expect(try addresses(.milan, version: 2) == nil)
        #expect(
            try addresses(.milan, version: 2, line: .milan)?.chain == "https://kdsintf.amd.com/vcek/v1/Milan/cert_chain"
        )
        // What the report says counts.
        #expect(try addresses(.genoa, line: .milan)?.chain.contains("Genoa") == true)
        #expect(try addresses(.milan, version: 2, line: .turin) == nil)
        #expect(try addresses(.milan, version: 2, line: .simulated) == nil)
    }
}
