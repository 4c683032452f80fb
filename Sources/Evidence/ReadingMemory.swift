import Glibc
import Synchronization

/// Keeps what the newest few readings of bytes gave.
///
/// A reading must be a function of its bytes alone, so that what is kept can say nothing else than a new reading would;
/// a reading that fails is not kept. What is judged against a time or against other bytes has no place here.
final class ReadingMemory<Output: Sendable>: Sendable {
    /// As many readings as are kept.
    static var countLimit: Int { 8 }
    /// The most bytes of one reading that is kept.
    static var sizeLimit: Int { 64 << 10 }

    private let kept = Mutex<[(parts: [[UInt8]], output: Output)]>([])

    /// What a reading of these parts gives; `read` is asked where it is not at hand.
    func output<Failure: Error>(
        of parts: [[UInt8]],
        _ read: () throws(Failure) -> Output
    ) throws(Failure) -> Output {
        if let known = known(parts) { return known }
        let output = try read()
        keep(output, of: parts)
        return output
    }

    private func known(_ parts: [[UInt8]]) -> Output? {
        kept.withLock { kept in
            guard let position = kept.lastIndex(where: { Self.isSame($0.parts, parts) }) else { return nil }
            let reading = kept.remove(at: position)
            kept.append(reading)
            return reading.output
        }
    }

    private func keep(_ output: Output, of parts: [[UInt8]]) {
        guard parts.reduce(0, { $0 + $1.count }) <= Self.sizeLimit else { return }
        kept.withLock { kept in
            if kept.count == Self.countLimit { kept.removeFirst() }
            kept.append((parts, output))
        }
    }

    private static func isSame(_ one: [[UInt8]], _ other: [[UInt8]]) -> Bool {
        one.count == other.count
            && zip(one, other).allSatisfy { $0.count == $1.count && memcmp($0, $1, $0.count) == 0 }
    }
}
