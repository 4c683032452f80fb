package import Builds

/// What the pipeline process tells the process that started it, one JSON object a line on standard output.
package enum PipelineMessage: Codable, Sendable, Equatable {
    /// Something happened.
    case event(BuildEvent)
    /// The build ended well; its files are in the output directory.
    case finished(BuildOutput)
    /// The build failed; of its files at most `build.log` is there.
    case failed(BuildFailure)
}
