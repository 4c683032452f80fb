import Bytes
import OpenSSLKit

/// A log of what was measured into a guest's registers: TCG's crypto-agile format, as the ACPI table CCEL points to it
/// (TCG PC Client Platform Firmware Profile, section 10; Intel's GHCI specification, section 4.3.3).
///
/// Only the events' digests lead to the registers. The texts beside them are chosen by whoever made the log and are
/// not kept.
package struct TDXEventLog: Hashable, Sendable {
    /// One measurement.
    package struct Event: Hashable, Sendable {
        /// The register that it extends, 0 to 3.
        package let register: Int
        /// What kind of event the log says it is; nobody signed that.
        package let type: UInt32
        /// SHA-384 of what was measured.
        package let digest: [UInt8]
    }

    /// The largest log, in bytes; firmware sets aside 64 to 256 KiB.
    package static let sizeLimit = 1 << 20

    /// In order, without those that extend nothing.
    package let events: [Event]
    /// How many bytes the log has, padding included.
    package let size: Int
    /// How many of them no register covers: all but which register an event extends, and by which digest.
    package var uncoveredSize: Int { size - events.count * (4 + 48) }

    /// What the four registers hold after the events.
    package var registers: [[UInt8]] {
        var registers = [[UInt8]](repeating: [UInt8](repeating: 0, count: 48), count: 4)
        for event in events {
            registers[event.register] = DigestAlgorithm.sha384.digest(registers[event.register] + event.digest)
        }
        return registers
    }
}

extension TDXEventLog {
    private static let sha384: UInt16 = 0x000C
    private static let noAction: UInt32 = 3

    /// Reads a log that fills all the bytes, but for padding of nothing but zeros or nothing but `FF` behind it.
    package init(parsing bytes: [UInt8]) throws(EvidenceError) {
        guard bytes.count <= Self.sizeLimit else {
            throw EvidenceError(
                .eventLogMalformed,
                expected: "at most \(Self.sizeLimit) bytes",
                found: "\(bytes.count) bytes",
                "the event log is too large"
            )
        }
        // Behind this, everything is padding.
        let used = bytes.count - Self.paddingCount(bytes)
        do {
            var reader = ByteReader(bytes)
            let sizes = try Self.digestSizes(&reader)
            var events: [Event] = []
            while reader.offset < used {
                if let event = try Self.event(&reader, sizes) { events.append(event) }
            }
            self.events = events
            size = bytes.count
        } catch let error as EvidenceError {
            throw error
        } catch {
            throw EvidenceError(.eventLogMalformed, "the event log is truncated")
        }
    }

    /// How many bytes at the end are all zeros or all `FF`. Bytes of the last event may be among them.
    private static func paddingCount(_ bytes: [UInt8]) -> Int {
        guard let last = bytes.last, last == 0 || last == 0xFF else { return 0 }
        return bytes.reversed().prefix { $0 == last }.count
    }

    /// The sizes of the digests that each event has, by algorithm, from the event that the log begins with.
    private static func digestSizes(_ reader: inout ByteReader) throws -> [UInt16: Int] {
        let malformed = EvidenceError(.eventLogMalformed, "the event log does not begin as a crypto-agile log does")
        _ = try reader.littleEndian(UInt32.self)
        guard try reader.littleEndian(UInt32.self) == noAction else { throw malformed }
        guard try reader.take(20).allSatisfy({ $0 == 0 }) else { throw malformed }
        let size: UInt32 = try reader.littleEndian()
        var header = ByteReader(try reader.take(Int(size)))
        guard try header.take(16) == Array("Spec ID Event03\0".utf8) else { throw malformed }
        // Platform class, specification version, errata, size of integers.
        _ = try header.take(8)
        let count: UInt32 = try header.littleEndian()
        guard (1...8).contains(count) else { throw malformed }
        var sizes: [UInt16: Int] = [:]
        for _ in 0..<count {
            let algorithm: UInt16 = try header.littleEndian()
            let size: UInt16 = try header.littleEndian()
            guard (1...64).contains(size), sizes[algorithm] == nil else { throw malformed }
            sizes[algorithm] = Int(size)
        }
        guard sizes[sha384] == 48 else { throw malformed }
        let vendorSize: UInt8 = try header.littleEndian()
        _ = try header.take(Int(vendorSize))
        guard header.isAtEnd else { throw malformed }
        return sizes
    }

    /// The next event; `nil` for one that extends nothing.
    private static func event(_ reader: inout ByteReader, _ sizes: [UInt16: Int]) throws -> Event? {
        let index: UInt32 = try reader.littleEndian()
        let type: UInt32 = try reader.littleEndian()
        let count: UInt32 = try reader.littleEndian()
        guard count == sizes.count else {
            throw EvidenceError(.eventLogMalformed, "an event has another number of digests than the log announces")
        }
        var digests: [UInt16: [UInt8]] = [:]
        for _ in 0..<count {
            let algorithm: UInt16 = try reader.littleEndian()
            guard let size = sizes[algorithm] else {
                throw EvidenceError(.eventLogMalformed, "an event has a digest of an algorithm that is not announced")
            }
            digests[algorithm] = try reader.take(size)
        }
        let size: UInt32 = try reader.littleEndian()
        _ = try reader.take(Int(size))
        guard type != noAction else { return nil }
        guard (1...4).contains(index), let digest = digests[sha384] else {
            throw EvidenceError(
                .eventLogMalformed,
                expected: "1 to 4",
                found: "\(index)",
                "an event extends no register of the guest"
            )
        }
        return Event(register: Int(index) - 1, type: type, digest: digest)
    }
}
