package import OpenSSLKit

/// The certificates under which one product line signs. They are trusted because the caller says so.
package struct SNPTrustRoots: Hashable, Sendable {
    package let productLine: SNPProductLine
    /// The root, self-signed.
    package let ark: Certificate
    /// Issues the VCEKs.
    package let ask: Certificate
    /// Issues the VLEKs, where there are any.
    package let asvk: Certificate?

    package init(productLine: SNPProductLine, ark: Certificate, ask: Certificate, asvk: Certificate?) {
        self.productLine = productLine
        self.ark = ark
        self.ask = ask
        self.asvk = asvk
    }

    /// What issues keys of a kind.
    func issuer(of key: SNPSigningKey) -> Certificate? {
        switch key {
        case .vcek: ask
        case .vlek: asvk
        }
    }
}

extension [SNPProductLine: SNPTrustRoots] {
    /// Those of processors, each under its own line: nothing that the stand-in signs is hardware.
    var hardware: Self { filter { $0.key != .simulated && $0.key == $0.value.productLine } }
}
