import OpenSSLKit

import struct FoundationEssentials.Date

@testable import Evidence

extension FuzzTarget {
    static let certificates = [
        FuzzTarget(name: "certificate", sizeLimit: 4096) { bytes in
            guard let certificate = try? Certificate(der: bytes) else { return }
            demand(certificate.der == bytes, "a certificate fills all the bytes")
            _ = (certificate.isAuthority, certificate.keyUsage, certificate.subject.commonName)
            _ = try? VEKExtensions(of: certificate, line: .milan, key: .vcek)
            _ = try? PCKIdentity(of: certificate, issuedBy: .platform)
            _ = TPMEndorsementKey(certificate.publicKey)
            let time = Date(timeIntervalSince1970: 1_774_000_000)
            _ = certificate.isValid(at: time)
            for root in [IntelRoots.sgxRootCA, NitroRoot.pinned] where certificate != root {
                _ = try? CertificateChain(leaf: certificate, intermediates: [], root: root).fault(at: time)
            }
        },
        FuzzTarget(name: "revocation-list", sizeLimit: 4096) { bytes in
            guard let list = try? RevocationList(der: bytes) else { return }
            demand(list.der == bytes, "a list fills all the bytes")
            _ = (list.isCurrent(at: Date(timeIntervalSince1970: 1_774_000_000)), list.revokes(IntelRoots.sgxRootCA))
            _ = list.isSigned(by: IntelRoots.sgxRootCA)
        },
        FuzzTarget(name: "pem", sizeLimit: 8192) { bytes in
            let reader = IntelReader(root: IntelRoots.sgxRootCA)
            for _ in 0..<2 {
                let chains = [
                    try? reader.machineChain(bytes), try? reader.signerChain(bytes, .pckChainInvalid, "chain"),
                ]
                for (chain, count) in zip(chains, [3, 2]) {
                    demand(
                        chain.map { $0.count == count && $0.last == reader.root } ?? true,
                        "a chain ends in the root"
                    )
                }
            }
            guard let blocks = try? PEM.blocks(bytes, label: "CERTIFICATE", limit: 4) else { return }
            demand(blocks.count <= 4, "there are no more blocks than asked for")
        },
    ]
}
