/// The files that a build leaves beside its artifacts.
package enum BuildFile: String, CaseIterable, Sendable {
    case provenance = "provenance.json"
    case envelope = "provenance.intoto.jsonl"
    case evidence = "evidence.json"
    case checksums = "SHA256SUMS"
    case log = "build.log"

    /// The folder of the artifacts, where they are not beside these files.
    package static let artifactsFolder = "artifacts"

    /// The files that a release carries beside the artifacts; `provenance.json` is the envelope's payload.
    package static let releaseAssets: [BuildFile] = [.checksums, .envelope, .evidence, .log]
}
