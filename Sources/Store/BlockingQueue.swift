import Dispatch

/// Runs calls that may block, off the threads that run Swift's tasks.
enum BlockingQueue {
    private static let queue = DispatchQueue(label: "store.files", attributes: .concurrent)

    /// Runs `body` and returns what it returns or throws.
    static func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            queue.async {
                do throws(StoreError) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}
