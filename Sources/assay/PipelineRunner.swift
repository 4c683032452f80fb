import Builds
import Files
import Foundation
import Logging
import Pipeline
import Service
import Store

/// Carries builds out in pipeline processes, and puts what they leave into the blob store.
struct PipelineRunner: BuildRunner {
    /// The settings that every build is told.
    let settings: PipelineSettings
    /// Where files are kept.
    let blobs: BlobStore
    /// The directory of what builds need while they run.
    let workDirectory: String
    /// Where the operator reads.
    let logger: Logger
    private let process = PipelineProcess()

    init(settings: PipelineSettings, blobs: BlobStore, workDirectory: String, logger: Logger) throws {
        self.logger = logger
        self.settings = settings
        self.blobs = blobs
        self.workDirectory = workDirectory
        if mkdir(workDirectory, 0o700) != 0, errno != EEXIST {
            throw CommandError(.unavailable, "cannot make \(workDirectory): \(String(cString: strerror(errno)))")
        }
        sweep()
    }

    /// Removes what builds of killed predecessors left; a folder's name begins with the number of its process.
    private func sweep() {
        guard let folder = try? Directory(path: workDirectory), let entries = try? folder.entries() else { return }
        for name in entries.compactMap(\.text) {
            guard let process = Int32(name.prefix { $0 != "-" }), LeaseHolder.isGone(process: process) else { continue }
            try? folder.removeTree(name)
        }
    }

    func run(_ job: BuildJob, onEvent: @escaping @Sendable (BuildEvent) -> Void) async throws -> BuildOutput {
        let staging = try await blobs.makeStagingFolder()
        let configuration = staging + "/" + BlobName.configurationFolder
        guard mkdir(configuration, 0o700) == 0 else {
            throw BuildFailure(.internalError, "no folder for the lock file could be made")
        }
        let name = "\(getpid())-\(job.id)-\(job.attempt)-\(UInt32.random(in: 0 ... .max))"
        defer { try? Directory(path: workDirectory).removeTree(name) }
        let pipelineJob = PipelineJob(
            request: job.request,
            settings: settings,
            slot: job.slot,
            workDirectory: "\(workDirectory)/\(name)",
            outputDirectory: staging,
            uploadPath: uploadPath(job.request),
            configurationDirectory: configuration
        )
        do {
            let output = try await process.run(pipelineJob, onEvent: onEvent) { [logger] text in
                logger.warning("pipeline", metadata: ["build": "\(job.id)", "detail": "\(text)"])
            }
            if output.configurationName == nil { rmdir(configuration) }
            try await blobs.adopt(staging, as: job.id)
            return output
        } catch {
            // Of a build that failed the log is kept, and nothing else that it left half done.
            if keepOnlyLog(staging) { try? await blobs.adopt(staging, as: job.id) }
            throw error
        }
    }

    private func uploadPath(_ request: BuildRequest) -> String? {
        guard case .upload(let upload) = request.source, let digest = SourceDigest(upload.sha256) else { return nil }
        return blobs.path(of: .source(digest))
    }

    private func keepOnlyLog(_ staging: String) -> Bool {
        do {
            let folder = try Directory(path: staging)
            for entry in try folder.entries() {
                guard let name = entry.text, name != BuildFile.log.rawValue else { continue }
                if entry.status.kind == .directory { try folder.removeTree(name) } else { try folder.removeFile(name) }
            }
            return try folder.status(of: BuildFile.log.rawValue).kind == .regular
        } catch {
            return false
        }
    }
}
