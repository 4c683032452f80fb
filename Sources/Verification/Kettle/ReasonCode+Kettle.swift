package import Evidence

// What can be wrong with a build of Kettle's besides.
extension ReasonCode {
    /// A lock file lies beside the build, and it is not the one that the provenance names.
    package static let lockfileMismatch = ReasonCode("LOCKFILE_MISMATCH")
    /// The provenance gives digests that are none, so that they identify nothing.
    package static let dependencyDigestInvalid = ReasonCode("DEPENDENCY_DIGEST_INVALID")
}
