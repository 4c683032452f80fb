/// How far a build has come.
package enum BuildStatus: String, Codable, Sendable, CaseIterable {
    case queued
    case running
    case publishing
    /// The build ended well; for a tag that is to be published it also means that the release is public.
    case success
    case failed
    case cancelled

    /// Whether nothing more will happen to the build.
    package var isFinal: Bool {
        switch self {
        case .queued, .running, .publishing: false
        case .success, .failed, .cancelled: true
        }
    }
}
