import Bytes

/// What the extended body of a quote says of a guest's instance and of its migration (`sgx_report2_body_v1_5_ex_t`).
///
/// Nothing is judged here.
package struct TDXReportExtension: Hashable, Sendable {
    /// The bytes that it takes, behind those of TDX 1.5.
    package static let size = 237

    /// Which part of a partitioned guest asked for the quote; 0 is the outermost, or all of a guest that has no parts.
    package let vmid: UInt8
    /// What tells instances of a guest apart, 32 bytes; it stays the same when the guest moves.
    package let instanceID: [UInt8]
    /// The digest of what is known of the guest's devices, 48 bytes.
    package let deviceInfo: [UInt8]
    /// The guests that served this one when it was started, or its migration policy; 48 bytes, zeros for none.
    package let initialServiceTD: [UInt8]
    /// The attributes of that service, 8 bytes.
    package let initialServiceTDAttributes: [UInt8]
    /// CPUSVN where the guest was started, 16 bytes.
    package let initialCPUSVN: [UInt8]
    /// TEE_TCB_SVN where the guest was started, 16 bytes.
    package let initialTEETCBSVN: [UInt8]
    /// The kind of platform where the guest was started, 12 bytes.
    package let initialFMSPC: [UInt8]
    /// The guests that serve this one now, or its migration policy; 48 bytes, zeros for none.
    package let currentServiceTD: [UInt8]
    /// The attributes of that service, 8 bytes.
    package let currentServiceTDAttributes: [UInt8]

    /// Whether other guests serve this one, or did.
    package var statesService: Bool {
        [initialServiceTD, initialServiceTDAttributes, currentServiceTD, currentServiceTDAttributes]
            .contains { field in field.contains { $0 != 0 } }
    }
}

extension TDXReportExtension {
    init(_ reader: inout ByteReader) throws(ByteReader.Truncated) {
        vmid = try reader.take(1)[0]
        instanceID = try reader.take(32)
        deviceInfo = try reader.take(48)
        initialServiceTD = try reader.take(48)
        initialServiceTDAttributes = try reader.take(8)
        initialCPUSVN = try reader.take(16)
        initialTEETCBSVN = try reader.take(16)
        initialFMSPC = try reader.take(12)
        currentServiceTD = try reader.take(48)
        currentServiceTDAttributes = try reader.take(8)
    }
}
