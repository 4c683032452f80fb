import OpenSSLKit

@testable import Evidence

extension FuzzTarget {
    static let snp = [
        FuzzTarget(name: "snp-report", sizeLimit: SNPReport.size + 8) { bytes in
            guard let report = try? SNPReport(parsing: bytes) else { return }
            demand(report.rebuilt == bytes, "every byte of a report is part of a field, or fixed")
            _ = [report.currentTCB, report.reportedTCB, report.committedTCB, report.launchTCB].map {
                ($0.version(as: .turin), $0.version(as: .milan))
            }
            _ = report.processor.map { SNPProductLine(processor: $0) }
            _ = SNPPlatformInfo(rawValue: report.platformInfo).unknownBits
        },
        FuzzTarget(name: "vek-extensions", sizeLimit: 2048) { bytes in
            guard let certificate = FuzzCertificate.vek.certificate(extensionsFrom: bytes) else { return }
            for line in [SNPProductLine.milan, .genoa, .turin, .simulated] {
                for key in [SNPSigningKey.vcek, .vlek] {
                    guard let stated = try? VEKExtensions(of: certificate, line: line, key: key) else { continue }
                    demand((stated.hardwareID != nil) == (key == .vcek), "a VCEK alone has a chip")
                    demand(stated.hardwareID?.count ?? line.chipIDSize == line.chipIDSize, "a chip has one size")
                    demand((stated.tcb.fmc != nil) == (line.tcbLayout == .turin), "Turin alone has an FMC")
                }
            }
        },
        FuzzTarget(name: "snp-certificate-table", sizeLimit: 8192) { bytes in
            guard let table = try? SNPCertificateTable(parsing: bytes) else { return }
            let total = table.contents.values.reduce(0) { $0 + $1.count }
            demand(total <= bytes.count * SNPCertificateTable.Kind.allCases.count, "no entry is larger than the table")
        },
    ]
}

extension SNPReport {
    /// The report, written anew from its fields.
    fileprivate var rebuilt: [UInt8] {
        func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
        func firmware(_ version: Firmware) -> [UInt8] { [version.build, version.minor, version.major, 0] }
        let keyInfo: UInt32 = (isAuthorKeyUsed ? 1 : 0) | (signingKey == .vlek ? 1 << 2 : 0)
        var bytes = version.littleEndianBytes + guestSVN.littleEndianBytes + policy.rawValue.littleEndianBytes
        bytes += familyID + imageID + vmpl.littleEndianBytes + UInt32(1).littleEndianBytes + currentTCB.bytes
        bytes += platformInfo.littleEndianBytes + keyInfo.littleEndianBytes + zeros(4) + reportData.bytes
        bytes += measurement + hostData + idKeyDigest + authorKeyDigest + reportID + migrationAgentReportID
        bytes += reportedTCB.bytes + (processor.map { [$0.family, $0.model, $0.stepping] } ?? zeros(3)) + zeros(21)
        bytes += chipID + committedTCB.bytes + firmware(currentFirmware) + firmware(committedFirmware)
        bytes += launchTCB.bytes + (launchMitigations ?? 0).littleEndianBytes
        bytes += (currentMitigations ?? 0).littleEndianBytes + zeros(152)
        bytes += signature.r + zeros(24) + signature.s + zeros(24)
        return bytes + zeros(Self.size - bytes.count)
    }
}
