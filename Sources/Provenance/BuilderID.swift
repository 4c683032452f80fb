package import Builds

/// The `builder.id` of a provenance: `<base>/<platform>`, then `+network` and `/unmeasured` where they are true.
///
/// Each mode with other security has an identifier of its own, as SLSA asks.
package struct BuilderID: Equatable, Sendable, CustomStringConvertible {
    /// The base where the configuration names none.
    package static let defaultBase = "urn:assay:builder"

    /// What the operator calls the builder: a URI without a trailing slash.
    package let base: String
    /// The platform that attests.
    package let platform: Platform
    /// Whether the build phase had network.
    package let network: Bool
    /// Whether every executable came from the measured root or a digest-pinned image.
    package let measured: Bool

    private static let networkSuffix = "+network"
    private static let unmeasuredSuffix = "/unmeasured"

    /// Makes an identifier; `nil` unless `base` is a URI of printable ASCII without a trailing slash, user or password.
    package init?(base: String, platform: Platform, network: Bool, measured: Bool) {
        guard (3...1024).contains(base.utf8.count), base.contains(":"), !base.hasSuffix("/"),
            base.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !base.contains("@")
        else { return nil }
        self.base = base
        self.platform = platform
        self.network = network
        self.measured = measured
    }

    /// Reads an identifier; `nil` unless it is exactly one that ``description`` writes.
    package init?(_ text: String) {
        var rest = text[...]
        let unmeasured = rest.hasSuffix(Self.unmeasuredSuffix)
        if unmeasured { rest = rest.dropLast(Self.unmeasuredSuffix.count) }
        let network = rest.hasSuffix(Self.networkSuffix)
        if network { rest = rest.dropLast(Self.networkSuffix.count) }
        guard let slash = rest.lastIndex(of: "/"),
            let platform = Platform(rawValue: String(rest[slash...].dropFirst()))
        else { return nil }
        self.init(base: String(rest[..<slash]), platform: platform, network: network, measured: !unmeasured)
    }

    package var description: String {
        "\(base)/\(platform.rawValue)" + (network ? Self.networkSuffix : "") + (measured ? "" : Self.unmeasuredSuffix)
    }
}
