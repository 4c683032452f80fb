import Dispatch

/// Where devices are waited for: one thread at a time, never one of the pool that runs tasks.
///
/// One at a time, because requests that run side by side would only disturb each other: the report interface counts
/// writes, and a TPM has one command at a time.
package enum BlockingQueue {
    private static let queue = DispatchQueue(label: "org.assay.enclave", qos: .userInitiated)

    /// Runs `body` there.
    package static func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws(EnclaveError) -> Value
    ) async throws(EnclaveError) -> Value {
        let result: Result<Value, EnclaveError> = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Result { () throws(EnclaveError) in try body() }) }
        }
        return try result.get()
    }
}
