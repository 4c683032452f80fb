import OpenSSLKit

/// The certificates of one product line that AMD signs under, as they are built in.
///
/// Their digests were compared with those that several independent verifiers carry.
struct AMDRoots: Sendable {
    let productLine: SNPProductLine
    /// The root, self-signed.
    let ark: PinnedCertificate
    /// Issues the VCEKs.
    let ask: PinnedCertificate
    /// Issues the VLEKs.
    let asvk: PinnedCertificate

    /// All lines whose roots are published.
    static let all = [milan, genoa, turin]
}

extension SNPTrustRoots {
    /// The roots of AMD that are built in, read once.
    package static let pinned: [SNPProductLine: SNPTrustRoots] = Dictionary(
        uniqueKeysWithValues: AMDRoots.all.map { roots in
            let trusted = SNPTrustRoots(
                productLine: roots.productLine,
                ark: roots.ark.certificate(),
                ask: roots.ask.certificate(),
                asvk: roots.asvk.certificate()
            )
            return (roots.productLine, trusted)
        }
    )
}
