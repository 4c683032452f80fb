import Builds
import Bytes
import Evidence
import StrictJSON

extension HardwareEvidence {
    /// The SNP report inside, where there is one that can be read; nobody has checked it.
    var snpReport: SNPReport? {
        let parts =
            switch platform {
            case .snp: try? SNPEvidence.hardware(evidence)
            case .simulated: try? SNPEvidence.simulated(evidence)
            default: nil as SNPEvidence?
            }
        return parts.flatMap { try? SNPReport(parsing: $0.report) }
    }
}

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
