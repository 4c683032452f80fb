import ArchiveKit
import Builds
import Dispatch
import Files
import Server
import Store
import Synchronization

/// Packs the files of a build while somebody downloads them: memory stays the same whatever their size.
struct BuildArchive: Sendable {
    /// Where files are kept.
    let blobs: BlobStore

    /// The archive of a build, made piece by piece as it is read.
    func stream(_ id: BuildID, _ format: Server.ArchiveFormat) throws -> ByteStream {
        let members = try members(id, withConfiguration: format == .zip)
        let pieces = PieceQueue()
        DispatchQueue(label: "assay.archive").async {
            do {
                try ArchiveWriter.write(members, format: format == .zip ? .zip : .tarGzip) { try pieces.put($0) }
                pieces.finish(nil)
            } catch {
                pieces.finish(error)
            }
        }
        let reader = PieceReader(pieces)
        return ByteStream { try await reader.next() }
    }

    private func members(_ id: BuildID, withConfiguration: Bool) throws -> [ArchiveMember] {
        let path = "\(blobs.path)/builds/\(id)"
        let folder = try Directory(path: path)
        var folders = [BuildFile.artifactsFolder]
        if withConfiguration { folders.append(BlobName.configurationFolder) }
        var members: [ArchiveMember] = []
        for name in folders {
            guard let inner = try? folder.directory(name) else { continue }
            for entry in try inner.entries() {
                guard let file = entry.text else { continue }
                members.append(ArchiveMember(name: "\(name)/\(file)", contents: .file(path: "\(path)/\(name)/\(file)")))
            }
        }
        for file in BuildFile.allCases where (try? folder.status(of: file.rawValue)) != nil {
            members.append(ArchiveMember(name: file.rawValue, contents: .file(path: "\(path)/\(file.rawValue)")))
        }
        return members
    }
}

/// Ends the writer when nobody reads any more.
private final class PieceReader: Sendable {
    private let pieces: PieceQueue

    init(_ pieces: PieceQueue) { self.pieces = pieces }

    deinit { pieces.abandon() }

    func next() async throws -> [UInt8]? { try await pieces.take() }
}

/// A few pieces between a thread that writes and a task that reads; the thread waits when there are enough.
private final class PieceQueue: Sendable {
    private struct Abandoned: Error {}

    private struct State {
        var pieces: [[UInt8]] = []
        var end: Result<Void, any Error>?
        var isAbandoned = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private static let capacity = 16
    private let state = Mutex(State())
    private let room = DispatchSemaphore(value: capacity)

    func put(_ piece: [UInt8]) throws {
        room.wait()
        let (isAbandoned, waiter) = state.withLock { state in
            state.pieces.append(piece)
            return (state.isAbandoned, state.waiter.take())
        }
        waiter?.resume()
        if isAbandoned { throw Abandoned() }
    }

    func finish(_ error: (any Error)?) {
        let waiter = state.withLock { state in
            state.end = error.map { .failure($0) } ?? .success(())
            return state.waiter.take()
        }
        waiter?.resume()
    }

    func abandon() {
        state.withLock { $0.isAbandoned = true }
        room.signal()
    }

    func take() async throws -> [UInt8]? {
        while true {
            let (piece, end) = state.withLock { state in
                state.pieces.isEmpty ? (nil, state.end) : (state.pieces.removeFirst(), nil)
            }
            if let piece {
                room.signal()
                return piece
            }
            if let end {
                try end.get()
                return nil
            }
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    if !state.pieces.isEmpty || state.end != nil { return true }
                    state.waiter = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        }
    }
}
