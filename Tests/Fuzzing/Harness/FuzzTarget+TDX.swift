import OpenSSLKit
import StrictJSON

import struct FoundationEssentials.Date

@testable import Evidence

extension FuzzTarget {
    static let tdx = [
        FuzzTarget(name: "tdx-quote", sizeLimit: TDXQuote.sizeLimit + 8) { bytes in
            guard let quote = try? TDXQuote(parsing: bytes) else { return }
            demand(
                quote.rebuilt == bytes.dropLast(quote.paddingCount),
                "every byte of a quote is part of a field, fixed, or padding"
            )
            demand(bytes.starts(with: quote.signedBytes), "what is signed stands first")
            demandReadable(quote.signature.qeReport)
        },
        FuzzTarget(name: "tdx-quote-signature", sizeLimit: 6144) { bytes in
            guard let signature = try? TDXQuoteSignature(parsing: bytes) else { return }
            demand(signature.rebuilt == bytes, "every byte of signature data is part of a field, or fixed")
            demandReadable(signature.qeReport)
        },
        FuzzTarget(name: "pck-extensions", sizeLimit: 2048) { bytes in
            guard let certificate = FuzzCertificate.pck.certificate(extension: bytes),
                let identity = try? PCKIdentity(of: certificate, issuedBy: .platform)
            else { return }
            demand(identity.components.count == 16, "a platform has 16 components")
            demand(identity.fmspc.count == 6 && identity.pceID.count == 2, "FMSPC and PCEID have one size each")
        },
        FuzzTarget(name: "tcb-info", sizeLimit: 16 << 10) { bytes in
            guard let info = try? TCBInfo(parsing: bytes) else { return }
            demand(!info.levels.isEmpty, "a statement has a level")
            demand(info.fmspc.count == 6 && info.pceID.count == 2, "FMSPC and PCEID have one size each")
            for version in UInt8.min...UInt8.max { _ = info.moduleIdentity(version: version) }
        },
        FuzzTarget(name: "qe-identity", sizeLimit: 8 << 10) { bytes in
            guard let identity = try? QEIdentity(parsing: bytes) else { return }
            _ = identity.difference(from: QEReport([UInt8](repeating: 0xFF, count: QEReport.size)))
            for version in [0, 1, 4, 0xFFFF] { _ = PartTCBLevel.judgement(of: version, among: identity.levels) }
        },
        FuzzTarget(name: "intel-response", sizeLimit: 8 << 10) { bytes in
            for kind in [TDXSignedStatement.Kind.tcbInfo, .qeIdentity] {
                guard let statement = try? TDXSignedStatement(response: bytes, kind: kind) else { continue }
                demand(statement.signature.count == 64, "a signature has 64 bytes")
                demand(bytes.firstRange(of: statement.body) != nil, "what is signed was sent")
                let response = try? JSONParser.parse(bytes)
                demand((try? JSONParser.parse(statement.body)) == response?[kind.rawValue], "it is what was sent")
            }
        },
        FuzzTarget(name: "tdx-collateral", sizeLimit: 24 << 10) { bytes in
            guard let json = try? JSONParser.parse(bytes), let collateral = try? TDXCollateral(json) else { return }
            demand((try? TDXCollateral(collateral.json)) == collateral, "what is written is read as the same")
        },
        FuzzTarget(name: "event-log", sizeLimit: 8 << 10) { bytes in
            guard let log = try? TDXEventLog(parsing: bytes) else { return }
            demand(log.registers.map(\.count) == [48, 48, 48, 48], "there are four registers")
            demand(log.events.count * 58 <= bytes.count, "an event has a digest")
            guard bytes.count < TDXEventLog.sizeLimit - 1, bytes.last != 0xFF else { return }
            let padded = try? TDXEventLog(parsing: bytes + [0, 0])
            demand(
                padded?.events == log.events && padded?.uncoveredSize == log.uncoveredSize + 2,
                "zeros behind a log are padding"
            )
        },
    ]

    private static func demandReadable(_ report: QEReport) {
        demand(report.productID <= 0xFFFF && report.securityVersion <= 0xFFFF, "numbers of 16 bits")
        demand(report.mrSigner.count == 32 && report.reportData.count == 64, "fields have their sizes")
        _ = (report.miscSelect, report.attributes, report.isDebug)
    }
}

extension TDXQuote {
    /// The quote without padding, written anew from its fields.
    fileprivate var rebuilt: [UInt8] {
        var bytes = header.version.littleEndianBytes + UInt16(2).littleEndianBytes + UInt32(0x81).littleEndianBytes
        bytes += [0, 0, 0, 0] + header.qeVendorID + header.userData
        if header.version == 5 {
            bytes += report.format.rawValue.littleEndianBytes + UInt32(report.format.size).littleEndianBytes
        }
        bytes += report.teeTCBSVN + report.mrSeam + report.mrSignerSeam + report.seamAttributes
        bytes += report.attributes.rawValue.littleEndianBytes + report.xfam.rawValue.littleEndianBytes
        bytes += report.mrtd + report.mrConfigID + report.mrOwner + report.mrOwnerConfig
        bytes += report.rtmr.flatMap { $0 } + report.reportData
        bytes += (report.teeTCBSVN2 ?? []) + (report.mrServiceTD ?? []) + (report.extension?.rebuilt ?? [])
        let data = signature.rebuilt
        return bytes + UInt32(data.count).littleEndianBytes + data
    }
}

extension TDXReportExtension {
    /// The fields in their order.
    fileprivate var rebuilt: [UInt8] {
        let start = [vmid] + instanceID + deviceInfo + initialServiceTD + initialServiceTDAttributes
        let versions = initialCPUSVN + initialTEETCBSVN + initialFMSPC
        return start + versions + currentServiceTD + currentServiceTDAttributes
    }
}

extension TDXQuoteSignature {
    /// The signature data, written anew from its fields.
    fileprivate var rebuilt: [UInt8] {
        func certification(_ type: UInt16, _ data: [UInt8]) -> [UInt8] {
            type.littleEndianBytes + UInt32(data.count).littleEndianBytes + data
        }
        let authentication = UInt16(qeAuthenticationData.count).littleEndianBytes + qeAuthenticationData
        let inner = qeReport.bytes + qeReportSignature + authentication + certification(5, certificates)
        return quoteSignature + attestationKey + certification(6, inner)
    }
}
