import Builds
import Bytes
import Evidence
import OpenSSLKit
import Testing

@Suite struct TDXEventLogTests {
    /// A log of TCG's crypto-agile format with digests of SHA-384 only.
    private struct Log {
        var bytes: [UInt8]

        init(vendor: [UInt8] = [], algorithms: [(UInt16, UInt16)] = [(0x0C, 48)]) {
            var event = Array("Spec ID Event03\0".utf8) + [0, 0, 0, 0, 0, 2, 0, 2] + Self.little(algorithms.count)
            for (algorithm, size) in algorithms {
                event += Self.little(Int(algorithm)).prefix(2) + Self.little(Int(size)).prefix(2)
            }
            event += [UInt8(vendor.count)] + vendor
            bytes = Self.little(1) + Self.little(3) + [UInt8](repeating: 0, count: 20)
            bytes += Self.little(event.count) + event
        }

        mutating func append(_ index: Int, _ digest: [UInt8], type: Int = 13, text: [UInt8] = [1, 2, 3]) {
            bytes += Self.little(index) + Self.little(type) + Self.little(1) + [0x0C, 0] + digest
            bytes += Self.little(text.count) + text
        }

        static func little(_ value: Int) -> [UInt8] {
            withUnsafeBytes(of: UInt32(truncatingIfNeeded: value).littleEndian) { Array($0) }
        }
    }

    private static let digest = [UInt8](repeating: 0xD1, count: 48)

    private func code(_ bytes: [UInt8]) -> ReasonCode? {
        do throws(EvidenceError) {
            _ = try TDXEventLog(parsing: bytes)
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `each event extends its register`() throws {
        var log = Log(vendor: [7, 7])
        log.append(1, Self.digest)
        log.append(4, Self.digest)
        log.append(3, Self.digest, type: 3)
        log.append(4, Self.digest)
        let read = try TDXEventLog(parsing: log.bytes)
        #expect(read.events.map(\.register) == [0, 3, 3])
        let zeros = [UInt8](repeating: 0, count: 48)
        let once = DigestAlgorithm.sha384.digest(zeros + Self.digest)
        #expect(read.registers == [once, zeros, zeros, DigestAlgorithm.sha384.digest(once + Self.digest)])
    }

    @Test func `digests of other algorithms are passed over`() throws {
        var log = Log(algorithms: [(0x0B, 32), (0x0C, 48)])
        log.bytes += Log.little(2) + Log.little(13) + Log.little(2)
        log.bytes += [0x0C, 0] + Self.digest + [0x0B, 0] + [UInt8](repeating: 1, count: 32) + Log.little(0)
        #expect(try TDXEventLog(parsing: log.bytes).events.map(\.digest) == [Self.digest])
    }

    @Test func `padding of zeros or of FF ends a log, and nothing else does`() throws {
        var log = Log()
        log.append(1, Self.digest, text: [0, 0, 0])
        for padding in [[], [0], [UInt8](repeating: 0, count: 5000), [UInt8](repeating: 0xFF, count: 5000)] {
            #expect(try TDXEventLog(parsing: log.bytes + padding).events.count == 1)
        }
        #expect(code(log.bytes + [0, 0, 1]) == .eventLogMalformed)
        #expect(code(log.bytes + [UInt8](repeating: 0xFF, count: 100) + [0]) == .eventLogMalformed)
        #expect(code(log.bytes + [1, 0, 0, 0]) == .eventLogMalformed)
    }

    @Test func `a log with events of no register, or of other digests, is refused`() throws {
        for index in [0, 5, 0x7FFF_FFFF] {
            var log = Log()
            log.append(index, Self.digest)
            #expect(code(log.bytes) == .eventLogMalformed)
        }
        var log = Log()
        log.bytes += Log.little(1) + Log.little(13) + Log.little(0) + Log.little(0)
        #expect(code(log.bytes) == .eventLogMalformed)
        log = Log()
        log.bytes += Log.little(1) + Log.little(13) + Log.little(1) + [0x0B, 0] + Self.digest + Log.little(0)
        #expect(code(log.bytes) == .eventLogMalformed)
        log = Log()
        log.bytes += Log.little(1) + Log.little(13) + Log.little(0x4000_0000)
        #expect(code(log.bytes) == .eventLogMalformed)
    }

    @Test func `a log that does not announce SHA-384 is refused`() throws {
        #expect(code(Log(algorithms: [(0x0B, 32)]).bytes) == .eventLogMalformed)
        #expect(code(Log(algorithms: [(0x0C, 32)]).bytes) == .eventLogMalformed)
        #expect(code(Log(algorithms: [(0x0C, 48), (0x0C, 48)]).bytes) == .eventLogMalformed)
        #expect(code(Log(algorithms: []).bytes) == .eventLogMalformed)
        #expect(code([]) == .eventLogMalformed)
        #expect(code([UInt8](repeating: 0, count: 100)) == .eventLogMalformed)
    }

    @Test func `every truncation and every flipped bit of a log is survived`() throws {
        var log = Log()
        log.append(1, Self.digest, text: [9])
        log.append(3, Self.digest, text: [9])
        for count in 0..<log.bytes.count {
            let read = try? TDXEventLog(parsing: Array(log.bytes[..<count]))
            #expect(read?.events.count != 2)
        }
        for byte in log.bytes.indices {
            for bit in 0..<8 {
                var changed = log.bytes
                changed[byte] ^= 1 << bit
                _ = try? TDXEventLog(parsing: changed)
            }
        }
    }

    @Test func `a log that is too large is refused before it is read`() {
        #expect(code([UInt8](repeating: 0, count: TDXEventLog.sizeLimit + 1)) == .eventLogMalformed)
    }

    @Test func `a log that does not lead to the signed registers is refused`() throws {
        let intel = try FakeIntel.shared.get()
        let collateral = try FakeCollateral().encoded(by: intel)
        var log = Log()
        for index in 1...3 { log.append(index, Self.digest) }
        var quote = FakeQuote()
        quote.rtmr = try TDXEventLog(parsing: log.bytes).registers
        func judged() throws -> Authentication {
            intel.authenticate(try quote.encoded(by: intel), collateral: collateral, eventLog: log.bytes)
        }
        #expect(try judged().failures == [])
        #expect(try judged().tdx?.eventLog?.events.count == 3)
        // A register of zeros that nothing extended agrees as well; one that software extended later is not judged.
        quote.rtmr[3] = Self.digest
        #expect(try judged().failures == [])
        #expect(try judged().results.contains { $0.code == .eventLogMismatch && $0.outcome == .notEvaluated })
        for register in 0..<3 {
            let genuine = quote.rtmr[register]
            quote.rtmr[register][0] ^= 1
            #expect(try judged().failures == [.eventLogMismatch])
            #expect(try judged().claims == nil)
            quote.rtmr[register] = genuine
        }
        log.append(4, Self.digest)
        #expect(try judged().failures == [.eventLogMismatch])
        let ignored = try judged().results.filter { $0.code == .eventLogDataIgnored }
        #expect(ignored.map(\.outcome) == [.notEvaluated])
        #expect(ignored.first?.found == "\(log.bytes.count - 4 * 52) of \(log.bytes.count) bytes")
        log.bytes.removeLast(3)
        #expect(try judged().failures == [.eventLogMalformed])
    }

    @Test func `every flipped bit that a log survives is among the bytes that are said to be ignored`() throws {
        var log = Log(vendor: [7])
        for index in [1, 2, 3, 1] { log.append(index, Self.digest, text: Array("event".utf8)) }
        log.bytes += [0, 0, 0]
        let original = try TDXEventLog(parsing: log.bytes)
        var survived: Set<Int> = []
        for byte in log.bytes.indices {
            for bit in 0..<8 {
                var changed = log.bytes
                changed[byte] ^= 1 << bit
                let read = try? TDXEventLog(parsing: changed)
                if read?.registers == original.registers { survived.insert(byte) }
            }
        }
        #expect(!survived.isEmpty && survived.count <= original.uncoveredSize)
        #expect(original.uncoveredSize == log.bytes.count - 4 * 52)
    }

    @Test(
        .enabled(if: Vectors.arePresent, "the folder ../shared/vectors is absent"),
        arguments: [
            ("tdx/v4-b0c06f-live-ccel", "ccel_ok.dat", []),
            ("tdx/v4-b0c06f-live-ccel", "ccel_mismatch.bin", [2]),
            ("tdx/v4-00806f05-gcp-cos113-ccel", "ccel_data.dat", []),
        ] as [(String, String, [Int])]
    )
    func `the log of a genuine machine leads to its registers`(id: String, log: String, wrong: [Int]) throws {
        let signed = try TDXQuote(parsing: TDXVectors.quote(id)).report.rtmr
        let replayed = try TDXEventLog(parsing: Vectors.bytes("\(id)/\(log)")).registers
        #expect((0..<4).filter { signed[$0] != replayed[$0] } == wrong)
    }

    @Test(.enabled(if: Vectors.arePresent, "the folder ../shared/vectors is absent"))
    func `a genuine quote with its log is verified, and with the log of another is not`() throws {
        let id = "tdx/v4-00806f05-gcp-cos113-ccel"
        let collateral = try TDXVectors.collateral("tdx/collateral/00806f05-2025-07")
        for (log, failures) in [
            ("\(id)/ccel_data.dat", []), ("tdx/v4-b0c06f-live-ccel/ccel_ok.dat", [.eventLogMismatch]),
        ] as [(String, Set<ReasonCode>)] {
            let evidence = TDXVectors.evidence(
                try TDXVectors.quote(id),
                eventLog: try Vectors.bytes(log),
                collateral: collateral
            )
            let time = JudgementTime(try #require(.init(rfc3339: "2025-07-20T00:00:00Z")), .given)
            #expect(TDXVerifier().authenticate(evidence, at: time).failures == failures)
        }
    }
}
