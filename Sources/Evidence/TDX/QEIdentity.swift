import Bytes
import StrictJSON

import struct FoundationEssentials.Date

/// What Intel's quoting enclave for TDX is like (PCS API, "enclave identity", version 2).
struct QEIdentity: Hashable, Sendable {
    let issueDate: Date
    let nextUpdate: Date
    let evaluationNumber: Int
    let miscSelect: [UInt8]
    let miscSelectMask: [UInt8]
    let attributes: [UInt8]
    let attributesMask: [UInt8]
    let mrSigner: [UInt8]
    let productID: Int
    /// Highest first.
    let levels: [PartTCBLevel]

    /// Reads the bytes that Intel signed.
    init(parsing body: [UInt8]) throws(EvidenceError) {
        do {
            try self.init(StatementReader(JSONParser.parse(body), at: "enclaveIdentity"))
        } catch {
            throw EvidenceError(.qeIdentityUnsupported, "the identity of the quoting enclave cannot be read: \(error)")
        }
    }

    private init(_ reader: StatementReader) throws(JSONError) {
        let (id, version) = (try reader.string("id"), try reader.integer("version"))
        guard id == "TD_QE", version == 2 else {
            throw JSONError(.wrongType, "expected version 2 for TD_QE, found version \(version) for \(id)")
        }
        issueDate = try reader.date("issueDate")
        nextUpdate = try reader.date("nextUpdate")
        evaluationNumber = try reader.integer("tcbEvaluationDataNumber")
        miscSelect = try reader.bytes("miscselect", count: 4)
        miscSelectMask = try reader.bytes("miscselectMask", count: 4)
        attributes = try reader.bytes("attributes", count: 16)
        attributesMask = try reader.bytes("attributesMask", count: 16)
        mrSigner = try reader.bytes("mrsigner", count: 32)
        productID = try reader.integer("isvprodid", limit: 0xFFFF)
        levels = try PartTCBLevel.levels(reader)
    }

    /// The first field in which a report is not that of this enclave: its name, what was wanted and what was there.
    func difference(from report: QEReport) -> (field: String, expected: String, found: String)? {
        func masked(_ bytes: [UInt8], _ mask: [UInt8]) -> [UInt8] { zip(bytes, mask).map { $0 & $1 } }
        if report.mrSigner != mrSigner { return ("MRSIGNER", mrSigner.hexadecimal, report.mrSigner.hexadecimal) }
        if report.productID != productID { return ("ISVPRODID", "\(productID)", "\(report.productID)") }
        if masked(report.miscSelect, miscSelectMask) != miscSelect {
            return ("MISCSELECT", miscSelect.hexadecimal, report.miscSelect.hexadecimal)
        }
        if masked(report.attributes, attributesMask) != attributes {
            return ("ATTRIBUTES", attributes.hexadecimal, report.attributes.hexadecimal)
        }
        if report.isDebug { return ("ATTRIBUTES", "DEBUG clear", report.attributes.hexadecimal) }
        return nil
    }
}
