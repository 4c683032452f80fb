import Bytes

/// The body of a quote: what the TDX module says of a guest (DCAP quoting library API, appendices A.3.2 and A.4.2).
///
/// Digests are of 48 bytes. Nothing is judged here.
package struct TDXReport: Hashable, Sendable {
    /// Which fields there are.
    package enum Format: UInt16, Hashable, Sendable {
        /// TDX 1.0; also every quote of version 4.
        case tdx10 = 2
        /// TDX 1.5, only in quotes of version 5.
        case tdx15 = 3
        /// TDX 1.5 with what it knows of the guest's instance and migration, only in quotes of version 5.
        case tdx15Extended = 4

        /// The body's size in bytes.
        package var size: Int {
            switch self {
            case .tdx10: 584
            case .tdx15: 648
            case .tdx15Extended: 648 + TDXReportExtension.size
            }
        }
    }

    package let format: Format
    /// TEE_TCB_SVN, 16 bytes: the security versions of the TDX module and its loader when the guest was started.
    package let teeTCBSVN: [UInt8]
    /// MRSEAM, the TDX module.
    package let mrSeam: [UInt8]
    /// MRSIGNERSEAM, who signed it; zeros for Intel.
    package let mrSignerSeam: [UInt8]
    /// SEAMATTRIBUTES, 8 bytes.
    package let seamAttributes: [UInt8]
    /// TDATTRIBUTES.
    package let attributes: TDAttributes
    /// XFAM, which processor features the guest may use.
    package let xfam: TDXFeatures
    /// MRTD, what was in the guest's memory when it was started.
    package let mrtd: [UInt8]
    /// MRCONFIGID, what the host stated of the guest's configuration.
    package let mrConfigID: [UInt8]
    /// MROWNER, what the host stated of the guest's owner.
    package let mrOwner: [UInt8]
    /// MROWNERCONFIG, what the host stated of the owner's configuration.
    package let mrOwnerConfig: [UInt8]
    /// RTMR 0 to 3, which the guest extends while it runs.
    package let rtmr: [[UInt8]]
    /// REPORTDATA, the 64 bytes that the guest committed to.
    package let reportData: [UInt8]
    /// TEE_TCB_SVN_2, the security versions that run now; only in TDX 1.5.
    package let teeTCBSVN2: [UInt8]?
    /// MRSERVICETD, the guests that serve this one; only in TDX 1.5.
    package let mrServiceTD: [UInt8]?
    /// What only the extended body has.
    package let `extension`: TDXReportExtension?

    /// The major version of the TDX module; 0 for TDX 1.0.
    package var moduleVersion: UInt8 { teeTCBSVN[1] }
}

extension TDXReport {
    /// Reads a body of a format from its first byte on.
    init(_ reader: inout ByteReader, as format: Format) throws(ByteReader.Truncated) {
        self.format = format
        teeTCBSVN = try reader.take(16)
        mrSeam = try reader.take(48)
        mrSignerSeam = try reader.take(48)
        seamAttributes = try reader.take(8)
        attributes = TDAttributes(rawValue: try reader.littleEndian())
        xfam = TDXFeatures(rawValue: try reader.littleEndian())
        mrtd = try reader.take(48)
        mrConfigID = try reader.take(48)
        mrOwner = try reader.take(48)
        mrOwnerConfig = try reader.take(48)
        rtmr = [try reader.take(48), try reader.take(48), try reader.take(48), try reader.take(48)]
        reportData = try reader.take(64)
        teeTCBSVN2 = format == .tdx10 ? nil : try reader.take(16)
        mrServiceTD = format == .tdx10 ? nil : try reader.take(48)
        `extension` = format == .tdx15Extended ? try TDXReportExtension(&reader) : nil
    }
}
