import Builds
import Bytes
import CurlKit
import Files
import Forges
import Foundation
import Provenance
import Verification

/// What `assay verify` was pointed at: files in a directory, or a release on a forge that is fetched first.
enum ReleaseTarget {
    case folder(String)
    case release(ReleaseLocation)

    /// Reads the argument.
    init(_ text: String) throws {
        guard text.contains("://") else {
            self = .folder(text)
            return
        }
        guard let location = ReleaseLocation(text) else {
            throw CommandError(
                .usage,
                "'\(text)' names no release",
                hint: "for example https://github.com/owner/project@v1.2.0"
            )
        }
        self = .release(location)
    }

    /// The repository that a release's address implies.
    var source: String? {
        if case .release(let location) = self { location.repositoryURL } else { nil }
    }
}

/// A release fetched from a forge, with what the forge says of its tag now.
struct FetchedRelease {
    /// The files, those that could not be stored among them as what no release may have.
    let files: ReleaseFiles
    /// What the tag points to.
    let tag: Expectations.Tag

    /// Fetches a release into a directory.
    init(_ location: ReleaseLocation, tokenFile: String?, to folder: String) async throws {
        do {
            let web = try HTTPURL(location.forge)
            let http = ConfiguredForge.http(besides: [web])
            let address = try await ForgeAddress.discover(location.forge, http: http)
            let client = try address.client(
                http: ConfiguredForge.http(besides: [web, address.api]),
                token: try tokenFile.map(Self.token)
            )
            Console.standardError.progress("fetching \(location.repository) \(location.tag.shortName)")
            let download = try await ReleaseDownload(
                of: location.tag,
                in: location.repository,
                from: client,
                to: folder
            )
            let stored = try ReleaseFolder(path: folder).files()
            files = ReleaseFiles(
                entries: stored.entries
                    + download.unusableNames.map { ReleaseFiles.Entry(path: $0, size: 0, isRegular: false) },
                read: stored.read,
                sha256: stored.sha256
            )
            tag = .peels(to: try await client.tag(location.tag, of: location.repository)?.commit)
        } catch let error as ForgeError {
            throw CommandError(
                .unavailable,
                error.message.withoutControlCharacters,
                hint: error.code == .privateAddress ? Self.privateAddressHint : nil
            )
        } catch let error as HTTPError {
            throw CommandError(.unavailable, error.message.withoutControlCharacters)
        }
    }

    private static let privateAddressHint = """
        the forge keeps its files on another host, to whose private address no redirect is followed; download the \
        release's files and verify their directory with --source and --ref
        """

    private static func token(_ path: String) throws -> ForgeToken {
        let bytes = try File.read(path, limit: 4097)
        let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard let token = ForgeToken(text) else { throw CommandError(.usage, "\(path) holds no token") }
        return token
    }
}
