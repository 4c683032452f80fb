/// Why a build failed, in words that may be shown to anyone.
package struct BuildFailure: Error, Codable, Sendable, Equatable, CustomStringConvertible {
    /// A stable name of the reason: `UnsupportedToolchainError`, `BuildWorkflowError`, or one of ours in capitals.
    package struct Code: RawRepresentable, Hashable, Codable, Sendable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        /// Nothing in the source says how to build it.
        package static let unsupportedToolchain = Code(rawValue: "UnsupportedToolchainError")
        /// A command of the build ended with a status other than 0.
        package static let buildWorkflow = Code(rawValue: "BuildWorkflowError")
        /// The source could not be fetched or read.
        package static let sourceUnavailable = Code(rawValue: "SOURCE_UNAVAILABLE")
        /// The source is not one that the configuration allows.
        package static let sourceNotAllowed = Code(rawValue: "SOURCE_NOT_ALLOWED")
        /// The source is not what it should be: a wrong object, a bad archive, a file that may not be there.
        package static let sourceInvalid = Code(rawValue: "SOURCE_INVALID")
        /// The requested ref or commit does not exist.
        package static let refNotFound = Code(rawValue: "REF_NOT_FOUND")
        /// `.assay.yaml` is not acceptable.
        package static let configurationInvalid = Code(rawValue: "CONFIGURATION_INVALID")
        /// An artifact's name is not acceptable.
        package static let artifactNameInvalid = Code(rawValue: "ARTIFACT_NAME_INVALID")
        /// An expected artifact is missing, or is no regular file with one link.
        package static let artifactInvalid = Code(rawValue: "ARTIFACT_INVALID")
        /// The build took longer than it may.
        package static let timeout = Code(rawValue: "BUILD_TIMEOUT")
        /// The build used more memory, disk, processes or output than it may.
        package static let resourceLimit = Code(rawValue: "RESOURCE_LIMIT")
        /// The sandbox could not be made; without one nothing is built.
        package static let sandboxUnavailable = Code(rawValue: "SANDBOX_UNAVAILABLE")
        /// The evidence could not be obtained.
        package static let attestationFailed = Code(rawValue: "ATTESTATION_FAILED")
        /// The tag no longer points to the commit that was built.
        package static let tagMoved = Code(rawValue: "TAG_MOVED")
        /// The release could not be published.
        package static let publicationFailed = Code(rawValue: "PUBLICATION_FAILED")
        /// Somebody cancelled the build.
        package static let cancelled = Code(rawValue: "CANCELLED")
        /// A fault of Assay itself.
        package static let internalError = Code(rawValue: "INTERNAL_ERROR")
    }

    /// The stable name of the reason.
    package var code: Code
    /// A sentence: what was expected and what was found, without paths of the builder and without secrets.
    package var message: String
    /// The next step, where there is one.
    package var hint: String?

    /// Makes a failure.
    package init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    package var description: String { message }
}
