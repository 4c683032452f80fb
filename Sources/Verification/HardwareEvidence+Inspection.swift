import Bytes
import Evidence
import StrictJSON

extension SNPReport {
    /// The fields under the specification's names, for display.
    var inspection: JSONValue {
        [
            "VERSION": .integer(version),
            "GUEST_SVN": .integer(guestSVN),
            "POLICY": .string(policy.description),
            "FAMILY_ID": .string(familyID.hexadecimal),
            "IMAGE_ID": .string(imageID.hexadecimal),
            "VMPL": .integer(vmpl),
            "PLATFORM_INFO": .string("0x" + String(platformInfo, radix: 16)),
            "REPORT_DATA": .string(reportData.description),
            "MEASUREMENT": .string(measurement.hexadecimal),
            "HOST_DATA": .string(hostData.hexadecimal),
            "ID_KEY_DIGEST": .string(idKeyDigest.hexadecimal),
            "AUTHOR_KEY_DIGEST": .string(authorKeyDigest.hexadecimal),
            "REPORT_ID": .string(reportID.hexadecimal),
            "REPORTED_TCB": .string(reportedTCB.bytes.hexadecimal),
            "COMMITTED_TCB": .string(committedTCB.bytes.hexadecimal),
            "CURRENT_TCB": .string(currentTCB.bytes.hexadecimal),
            "LAUNCH_TCB": .string(launchTCB.bytes.hexadecimal),
            "CHIP_ID": .string(chipID.hexadecimal),
        ]
    }
}

extension TDXQuote {
    /// The fields under the specification's names, for display.
    var inspection: JSONValue {
        func text(_ bytes: [UInt8]) -> JSONValue { .string(bytes.hexadecimal) }
        return [
            "VERSION": .integer(header.version),
            "QE_VENDOR_ID": text(header.qeVendorID),
            "TEE_TCB_SVN": text(report.teeTCBSVN),
            "MRSEAM": text(report.mrSeam),
            "MRSIGNERSEAM": text(report.mrSignerSeam),
            "SEAMATTRIBUTES": text(report.seamAttributes),
            "TDATTRIBUTES": text(report.attributes.bytes),
            "XFAM": text(report.xfam.bytes),
            "MRTD": text(report.mrtd),
            "MRCONFIGID": text(report.mrConfigID),
            "MROWNER": text(report.mrOwner),
            "MROWNERCONFIG": text(report.mrOwnerConfig),
            "RTMR": .array(report.rtmr.map(text)),
            "REPORTDATA": text(report.reportData),
            "TEE_TCB_SVN_2": report.teeTCBSVN2.map(text) ?? .null,
            "MRSERVICETD": report.mrServiceTD.map(text) ?? .null,
        ]
    }
}
