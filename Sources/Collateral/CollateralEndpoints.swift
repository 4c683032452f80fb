package import CurlKit
import Evidence

/// The services that vendors' statements are fetched from.
package struct CollateralEndpoints: Hashable, Sendable {
    /// AMD's key distribution service, or a mirror with the same paths.
    package var amd: HTTPURL
    /// Intel's provisioning certification service, or a caching one with the same paths.
    package var intel: HTTPURL
    /// The revocation list of Intel's root, DER.
    package var intelRootCRL: HTTPURL
    /// The metadata service of Azure's machines, the same address on each.
    package var azure: HTTPURL

    /// The vendors' own, where nothing else is said.
    package init(
        amd: String? = nil,
        intel: String? = nil,
        intelRootCRL: String? = nil,
        azure: String? = nil
    ) throws(HTTPError) {
        self.amd = try HTTPURL(amd ?? SNPCollateralURLs.origin)
        self.intel = try HTTPURL(intel ?? TDXCollateralURLs.origin)
        self.intelRootCRL = try HTTPURL(intelRootCRL ?? TDXCollateralURLs.rootCACRL)
        self.azure = try HTTPURL(azure ?? "http://169.254.169.254")
    }

    /// The hosts whose addresses need not be public: those that somebody named, and the metadata service.
    var named: Set<String> { Set([amd, intel, intelRootCRL, azure].map(\.origin.endpoint)) }
}
