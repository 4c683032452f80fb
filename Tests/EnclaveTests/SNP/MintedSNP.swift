import Enclave
import Evidence
import OpenSSLKit
import Testing

import struct FoundationEssentials.Date

/// A Milan processor under roots of its own, so that what attesters give can be judged by the real verifiers.
struct MintedSNP {
    static let now = Date(timeIntervalSince1970: 1_795_420_800)
    /// Making RSA keys takes long; one processor serves all tests.
    static let shared = Result { try MintedSNP() }

    let platform: SimulatedPlatform
    var roots: [SNPProductLine: SNPTrustRoots] {
        [.milan: SNPTrustRoots(productLine: .milan, ark: platform.ark, ask: platform.ask, asvk: nil)]
    }

    init() throws {
        var identity = SimulatedPlatform.Identity(chipID: (1...64).map { UInt8($0) }, now: Self.now)
        identity.line = .milan
        identity.productName = "Milan-B0"
        platform = try SimulatedPlatform(identity)
    }

    /// A signed report that commits to 64 bytes.
    func report(_ data: [UInt8], level: UInt32 = 0) throws -> [UInt8] {
        var report = platform.report(try #require(ReportData(data)))
        report.processor = [0x19, 0x01, 0x01]
        report.vmpl = level
        return try report.encoded(signedWith: platform.signingKey)
    }
}

/// Gives the certificate of the minted processor, and notes what it was offered.
struct MintedCollateral: CollateralSource {
    var certificate: [UInt8]?
    var statements: TDXCollateral?

    func endorsements(of report: SNPReport, offered: [[UInt8]]) async throws(EnclaveError) -> SNPEndorsements {
        guard let certificate = offered.first ?? certificate else {
            throw EnclaveError(.collateralMissing, "test", "none")
        }
        return SNPEndorsements(certificate: certificate, revocationList: nil)
    }

    func collateral(for quote: [UInt8]) async throws(EnclaveError) -> TDXCollateral {
        guard let statements else { throw EnclaveError(.collateralMissing, "test", "none") }
        return statements
    }
}
