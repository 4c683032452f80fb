extension EvidenceVerifier {
    /// The verifier for every platform that is supported, under the roots that are built in.
    package static let standard = EvidenceVerifier(roots: .pinned)

    /// The verifier for every platform that is supported, under roots of the caller's.
    package init(roots: TrustRoots) {
        let verifiers: [any PlatformVerifier] = [
            SNPVerifier(roots: roots.snp),
            TDXVerifier(root: roots.intel),
            AzureSNPVerifier(roots: roots.snp),
            AzureTDXVerifier(root: roots.intel),
            NitroVerifier(root: roots.nitro),
            TPMVerifier(roots: roots.tpm),
            SimulatedVerifier(),
        ]
        self.init(verifiers, trustsPrivateRoots: roots != .pinned)
    }
}

extension TrustRoots {
    /// The vendors' roots, as they are built in.
    package static let pinned = TrustRoots(
        snp: SNPTrustRoots.pinned,
        intel: IntelRoots.sgxRootCA,
        nitro: NitroRoot.pinned
    )
}
