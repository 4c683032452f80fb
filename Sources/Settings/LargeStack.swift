import Glibc

/// Runs work that recurses on a thread with enough stack for it.
enum LargeStack {
    /// The stack in bytes: libyaml nests to at most 1000 levels, and Yams takes some 2 KiB for each.
    static let size = 16 << 20

    private final class Work {
        let body: () -> Void
        init(_ body: @escaping () -> Void) { self.body = body }
    }

    /// Runs `body` and waits for it; `nil` where no thread can be made.
    static func run<Value>(_ body: () -> Value) -> Value? {
        withoutActuallyEscaping(body) { escaping in
            var value: Value?
            let work = Work { value = escaping() }
            var attributes = pthread_attr_t()
            guard pthread_attr_init(&attributes) == 0 else { return nil }
            defer { pthread_attr_destroy(&attributes) }
            pthread_attr_setstacksize(&attributes, size)
            var thread = pthread_t()
            let context = Unmanaged.passRetained(work)
            let status = pthread_create(
                &thread,
                &attributes,
                { context in
                    guard let context else { return nil }
                    Unmanaged<Work>.fromOpaque(context).takeUnretainedValue().body()
                    return nil
                },
                context.toOpaque()
            )
            if status == 0 { pthread_join(thread, nil) }
            context.release()
            return value
        }
    }
}
