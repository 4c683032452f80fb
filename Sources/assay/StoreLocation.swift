import Foundation
import Settings
import Store

/// Where a configuration keeps deliveries, builds and files.
struct StoreLocation {
    private let settings: StoreConfiguration

    init(_ configuration: AssayConfiguration) { settings = configuration.store }

    /// Opens both; the data directory is made where it is missing.
    func open() throws -> (store: BuildStore, blobs: BlobStore) {
        guard case .sqlite(let path) = settings.database else {
            throw CommandError(
                .usage,
                "store.url: PostgreSQL is not supported yet",
                hint: "for example store: {url: sqlite:///var/lib/assay/assay.db}"
            )
        }
        do {
            try FileManager.default.createDirectory(
                atPath: settings.data,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            return (try BuildStore(path: path), try BlobStore(path: settings.data))
        } catch let error as StoreError {
            throw CommandError(.unavailable, "\(path): \(error.message)")
        } catch {
            throw CommandError(
                .unavailable,
                "\(settings.data) cannot be made",
                hint: "set store.data to a directory that you may write"
            )
        }
    }
}
