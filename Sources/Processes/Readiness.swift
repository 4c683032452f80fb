import Glibc

/// Waits until one of several descriptors can be read.
package enum Readiness {
    /// Which of the descriptors can be read, have ended or failed; all false when the time is over first.
    /// A negative descriptor is never ready.
    package static func wait(for descriptors: [Int32], until deadline: ContinuousClock.Instant?) throws(ProcessError)
        -> [Bool]
    {
        var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        try systemCall("poll") { poll(&entries, nfds_t(entries.count), milliseconds(until: deadline)) }
        return entries.map { $0.revents != 0 }
    }

    private static func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { return 0 }
        // Rounded up: waking early would make the caller spin through the last millisecond.
        return left > .seconds(3600) ? 3_600_000 : Int32(left / .milliseconds(1)) + 1
    }
}
