import Bytes
import Evidence
import Foundation
import OpenSSLKit

/// `--trust-root`: certificates of a private authority, trusted instead of the vendors'.
struct TrustRootFile {
    /// The most certificates in one file.
    private static let limit = 16

    let path: String

    /// The roots that the file makes. It says so aloud, because what they vouch for is nobody's hardware.
    func roots() throws -> TrustRoots {
        let bytes = try InputFile.read(path, limit: PEM.defaultSizeLimit)
        let certificates: [Certificate]
        do {
            certificates = try Certificate.chain(pem: bytes, limit: Self.limit)
        } catch {
            throw CommandError(.usage, "\(path): \(error.message)", hint: "a trust root is a file of PEM certificates")
        }
        let authorities = certificates.filter { $0.isSigned(by: $0) }
        guard let root = authorities.first else {
            throw CommandError(.usage, "\(path) holds no self-signed certificate")
        }
        Console.standardError.line(
            "assay: warning: trusting \(authorities.count == 1 ? "a private root" : "private roots") from \(path), not the "
                + "vendors': SHA-256 \(DigestAlgorithm.sha256.digest(root.der).hexadecimal)"
        )
        return TrustRoots(snp: Self.snp(certificates), intel: root, nitro: root, tpm: authorities)
    }

    /// The lines of which the file has root and issuer, by their names.
    private static func snp(_ certificates: [Certificate]) -> [SNPProductLine: SNPTrustRoots] {
        func named(_ name: String) -> Certificate? { certificates.first { $0.subject.commonName == name } }
        var roots: [SNPProductLine: SNPTrustRoots] = [:]
        for line in SNPProductLine.allCases where line != .simulated {
            guard let ark = named(line.rootCommonName), let ask = named(line.intermediateCommonName(.vcek)) else {
                continue
            }
            let asvk = named(line.intermediateCommonName(.vlek))
            roots[line] = SNPTrustRoots(productLine: line, ark: ark, ask: ask, asvk: asvk)
        }
        return roots
    }
}
