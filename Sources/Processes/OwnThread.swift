import Glibc

/// Runs blocking work on a thread made for it, away from the pool that runs tasks.
package func onOwnThread<Value: Sendable>(
    _ body: @escaping @Sendable () throws(ProcessError) -> Value
) async throws(ProcessError) -> Value {
    let result: Result<Value, ProcessError> = await withCheckedContinuation { continuation in
        let work = Work {
            let result = Result { () throws(ProcessError) in try body() }
            return { continuation.resume(returning: result) }
        }
        if let error = work.start() { continuation.resume(returning: .failure(error)) }
    }
    return try result.get()
}

/// Starts a thread that nobody waits for.
package func startThread(_ body: @escaping @Sendable () -> Void) throws(ProcessError) {
    let work = Work {
        body()
        return {}
    }
    if let error = work.start() { throw error }
}

/// A closure on its way to a thread.
private final class Work {
    /// Does the work and returns what reports it, called once everything that the work held is released.
    let body: @Sendable () -> () -> Void

    init(_ body: @escaping @Sendable () -> () -> Void) { self.body = body }

    /// Starts the thread; an error means that the closure will never run.
    func start() -> ProcessError? {
        var thread = pthread_t()
        let pointer = Unmanaged.passRetained(self)
        let number = pthread_create(
            &thread,
            nil,
            { pointer in
                guard let pointer else { return nil }
                // From the inside, so that a thread that ends at once is not detached after its end.
                pthread_detach(pthread_self())
                Work.perform(pointer)()
                return nil
            },
            pointer.toOpaque()
        )
        guard number == 0 else {
            pointer.release()
            return ProcessError(errno: number, operation: "pthread_create")
        }
        return nil
    }

    private static func perform(_ pointer: UnsafeMutableRawPointer) -> () -> Void {
        Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
    }
}
