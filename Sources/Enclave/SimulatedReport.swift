package import Evidence
package import OpenSSLKit

/// The fields of a report that the stand-in makes; it is encoded in version 3 of SNP's format.
package struct SimulatedReport: Sendable {
    package var version: UInt32 = 3
    package var guestSVN: UInt32 = 0
    /// SMT allowed, and the bit that must be one.
    package var policy: UInt64 = 0x30000
    package var vmpl: UInt32 = 0
    package var reportData: ReportData
    /// 48 bytes.
    package var measurement: [UInt8]
    /// 64 bytes.
    package var chipID: [UInt8]
    package var currentTCB: TCBVersion
    package var reportedTCB: TCBVersion
    package var committedTCB: TCBVersion
    package var launchTCB: TCBVersion
    /// Family, model, stepping. All zero is no processor, which only the stand-in says.
    package var processor: [UInt8] = [0, 0, 0]

    /// A report of a chip that runs `tcb` in every respect.
    package init(reportData: ReportData, measurement: [UInt8], chipID: [UInt8], tcb: TCBVersion) {
        self.reportData = reportData
        self.measurement = measurement
        self.chipID = chipID
        currentTCB = tcb
        reportedTCB = tcb
        committedTCB = tcb
        launchTCB = tcb
    }

    /// The report, signed.
    package func encoded(signedWith key: borrowing PrivateKey) throws(OpenSSLError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: SNPReport.size)
        func put(_ field: [UInt8], at offset: Int) {
            bytes.replaceSubrange(offset..<(offset + field.count), with: field)
        }
        func put(_ value: some FixedWidthInteger, at offset: Int) {
            put(withUnsafeBytes(of: value.littleEndian) { Array($0) }, at: offset)
        }
        precondition(measurement.count == 48 && chipID.count == 64 && processor.count == 3)
        put(version, at: 0x000)
        put(guestSVN, at: 0x004)
        put(policy, at: 0x008)
        put(vmpl, at: 0x030)
        put(UInt32(1), at: 0x034)
        put(TCBField(currentTCB).bytes, at: 0x038)
        put(reportData.bytes, at: 0x050)
        put(measurement, at: 0x090)
        put([UInt8](repeating: 0xFF, count: 32), at: 0x160)
        put(TCBField(reportedTCB).bytes, at: 0x180)
        put(processor, at: 0x188)
        put(chipID, at: 0x1A0)
        put(TCBField(committedTCB).bytes, at: 0x1E0)
        put(TCBField(launchTCB).bytes, at: 0x1F0)
        let der = try key.sign(Array(bytes[..<SNPReport.signedSize]), .ecdsaP384SHA384)
        let signature = try ECDSASignature(der: der, size: 48)
        put(signature.r.reversed(), at: 0x2A0)
        put(signature.s.reversed(), at: 0x2E8)
        return bytes
    }
}
