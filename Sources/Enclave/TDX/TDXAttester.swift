package import Builds
package import Evidence
import Glibc

/// A guest of Intel TDX.
package struct TDXAttester: Attester {
    package var platform: Platform { .tdx }

    /// Where the firmware's log of what it measured is: the data of the ACPI table CCEL.
    package static let eventLogPath = "/sys/firmware/acpi/tables/data/CCEL"
    /// The largest log that goes along, in bytes.
    package static let eventLogLimit = 256 << 10

    private let interface: ReportInterface
    private let collateral: any CollateralSource
    private let eventLogPath: String

    package init(
        _ interface: ReportInterface = ReportInterface(),
        collateral: any CollateralSource,
        eventLogPath: String = TDXAttester.eventLogPath
    ) {
        self.interface = interface
        self.collateral = collateral
        self.eventLogPath = eventLogPath
    }

    package func check() async throws(EnclaveError) {
        let interface = interface
        try await BlockingQueue.run { () throws(EnclaveError) in try interface.check(.tdx) }
    }

    package func attest(reportData: ReportData) async throws(EnclaveError) -> HardwareEvidence {
        let (interface, path) = (interface, eventLogPath)
        let (outcome, log) = try await BlockingQueue.run { () throws(EnclaveError) in
            (try interface.report(committingTo: reportData.bytes, from: .tdx), Self.eventLog(at: path))
        }
        let quote: TDXQuote
        do throws(EvidenceError) {
            quote = try TDXQuote(parsing: outcome.report)
        } catch {
            throw EnclaveError(.malformed, "configfs-tsm", error.message)
        }
        guard quote.report.reportData == reportData.bytes else {
            throw EnclaveError(.interference, "configfs-tsm", "the quote commits to other data")
        }
        // Platforms fill the quote up to whole pages; nobody signs that.
        let bytes = Array(outcome.report.dropLast(quote.paddingCount))
        return HardwareEvidence(
            platform: .tdx,
            evidence: TDXEvidence(quote: bytes, eventLog: log.flatMap { Self.matching($0, quote.report.rtmr) }).json,
            collateral: try await collateral.collateral(for: bytes).json
        )
    }

    private static func eventLog(at path: String) -> [UInt8]? {
        try? DeviceFile(path: path, flags: O_RDONLY | O_NOFOLLOW).readToEnd(limit: eventLogLimit)
    }

    /// The log where it explains the registers. One that something else extended since would only cast doubt on them.
    private static func matching(_ log: [UInt8], _ registers: [[UInt8]]) -> [UInt8]? {
        (try? TDXEventLog(parsing: log))?.registers == registers ? log : nil
    }
}
