import Builds
import StrictJSON

/// The part of a forge's API that GitHub and Gitea have in common.
protocol RESTForge: ForgeClient {
    var http: ForgeHTTP { get }
    /// The parameter that asks for a page's size, and the size.
    var pageSize: (name: String, value: Int) { get }
    /// The members of a request for a webhook, beside the events and the target.
    var webhookType: (name: String, value: String) { get }
    /// The events of a webhook that together report every new branch and tag.
    var webhookEvents: [String] { get }
    /// What a request to publish a draft says.
    var publication: JSONValue { get }

    func asset(_ json: JSONValue, _ operation: String) throws(ForgeError) -> ReleaseAsset
    func contents(of asset: ReleaseAsset, _ operation: String, in repository: RepositoryName) throws(ForgeError)
        -> AssetLocation
}

/// Where an asset's contents are to be asked for.
struct AssetLocation {
    let segments: [String]
    /// Whether the path begins at the forge's web address and not at that of its API.
    let isBesideAPI: Bool
    let accept: String
}
