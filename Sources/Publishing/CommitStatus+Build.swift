package import Builds
package import Forges

extension CommitStatus {
    /// What a forge is told about a build, with the page to look at.
    package init(_ status: BuildStatus, failure: BuildFailure? = nil, link: String?) {
        switch status {
        case .queued: self.init(.pending, description: "waiting for a builder", link: link)
        case .running: self.init(.pending, description: "building", link: link)
        case .publishing: self.init(.pending, description: "publishing the release", link: link)
        case .success: self.init(.success, description: "built and attested", link: link)
        case .cancelled: self.init(.error, description: "cancelled", link: link)
        case .failed:
            let reason = failure.map { "\($0.code.rawValue): \($0.message)" } ?? "failed"
            self.init(.failure, description: reason, link: link)
        }
    }
}
