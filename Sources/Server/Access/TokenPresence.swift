import Store
import Synchronization

/// Whether there is a token, as every request needs to know.
///
/// Once there is one the store is not asked again, since the answer stays: tokens are revoked and never removed. Until
/// then it is asked each time, so that the first token that another process makes counts for the next request.
final class TokenPresence: Sendable {
    private let store: BuildStore
    private let isKnown = Atomic(false)

    init(store: BuildStore) { self.store = store }

    /// Whether a token was ever made.
    var exists: Bool {
        get async throws {
            if isKnown.load(ordering: .relaxed) { return true }
            let exists = try await store.hasTokens()
            if exists { isKnown.store(true, ordering: .relaxed) }
            return exists
        }
    }
}
