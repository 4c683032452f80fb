import Builds
import Bytes
package import StrictJSON

extension SNPClaims {
    /// What is worth reporting, under the specification's names where there are such.
    package var json: JSONValue {
        [
            "product_line": .string(productLine.rawValue),
            "signing_key": .string(report.signingKey.rawValue),
            "measurement": .string(report.measurement.hexadecimal),
            "report_data": .string(report.reportData.description),
            "host_data": .string(report.hostData.hexadecimal),
            "report_id": .string(report.reportID.hexadecimal),
            "vmpl": .integer(report.vmpl),
            "policy": .string(report.policy.description),
            "id_block": idBlock,
            "chip_id": isChipMasked ? .null : .string(report.chipID.hexadecimal),
            "hardware_id": hardwareID.map { .string($0.hexadecimal) } ?? .null,
            "csp_id": cloudServiceProvider.map(JSONValue.string) ?? .null,
            "platform_info": [
                "value": .string(platformInfo.description),
                "set": .array(platformInfo.names.map(JSONValue.string)),
                "unknown_bits": .array(platformInfo.unknownBits.map(JSONValue.integer)),
            ],
            "tcb": [
                "reported": reportedTCB.json,
                "committed": committedTCB.json,
                "current": currentTCB.json,
                "launch": launchTCB.json,
            ],
            "firmware": [
                "current": .string(report.currentFirmware.description),
                "committed": .string(report.committedFirmware.description),
            ],
            "mitigations": [
                "launch": report.launchMitigations.map { .string("0x" + String($0, radix: 16)) } ?? .null,
                "current": report.currentMitigations.map { .string("0x" + String($0, radix: 16)) } ?? .null,
            ],
            "crl_issued_at": revocationListDate.map { .string($0.rfc3339) } ?? .null,
        ]
    }

    private var idBlock: JSONValue {
        guard hasIDBlock else { return .null }
        return [
            "guest_svn": .integer(report.guestSVN),
            "family_id": .string(report.familyID.hexadecimal),
            "image_id": .string(report.imageID.hexadecimal),
            "id_key_digest": .string(report.idKeyDigest.hexadecimal),
            "author_key_digest": .string(report.authorKeyDigest.hexadecimal),
        ]
    }
}

extension TCBVersion {
    /// The parts that the line has.
    package var json: JSONValue {
        var parts = JSONObject()
        parts["fmc"] = fmc.map(JSONValue.integer)
        parts["bootloader"] = .integer(bootloader)
        parts["tee"] = .integer(tee)
        parts["snp"] = .integer(snp)
        parts["microcode"] = .integer(microcode)
        return .object(parts)
    }
}
