import Builds
import Bytes
import Evidence
import OpenSSLKit
import StrictJSON
import TestSupport

/// Evidence of real hardware, kept beside the package; tests that need it are skipped where it is absent.
enum Vectors {
    static var arePresent: Bool { SharedFolder.vectors.isPresent }

    static func bytes(_ path: String) throws -> [UInt8] { try SharedFolder.vectors.bytes(path) }

    static func roots() throws -> [SNPTrustRoots] {
        func certificate(_ name: String) throws -> Certificate {
            try Certificate(der: bytes("roots/amd/\(name).der"))
        }
        return try [SNPProductLine.milan, .genoa, .turin].map { line in
            let folder = line.rawValue
            return SNPTrustRoots(
                productLine: line,
                ark: try certificate("\(folder)/ark"),
                ask: try certificate("\(folder)/ask"),
                asvk: try certificate("\(folder)/asvk")
            )
        }
    }

    /// The evidence in a folder of `snp`.
    static func snp(_ name: String) throws -> SNPEvidence {
        let vlek = try? bytes("snp/\(name)/vlek.der")
        return SNPEvidence(
            report: try bytes("snp/\(name)/report.bin"),
            key: vlek == nil ? .vcek : .vlek,
            certificate: try vlek ?? bytes("snp/\(name)/vek.der"),
            chain: nil
        )
    }

    /// What was found in a vector by other programs.
    static func fields(_ id: String) throws -> JSONValue {
        let index = try JSONParser.parse(bytes("index.json"))
        let vector = index["vectors"]?.array?.first { $0["id"]?.string == id }
        guard let fields = vector?["fields"] else { throw Missing(id: id) }
        return fields
    }

    struct Missing: Error {
        let id: String
    }
}
