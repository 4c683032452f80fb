import Bytes
package import StrictJSON

extension TDXClaims {
    /// What is worth reporting, under the specification's names where there are such.
    package var json: JSONValue {
        [
            "quote_version": .integer(header.version),
            "mrtd": Self.hexadecimal(report.mrtd),
            "rtmr": .array(report.rtmr.map(Self.hexadecimal)),
            "report_data": Self.hexadecimal(report.reportData),
            "mr_config_id": Self.hexadecimal(report.mrConfigID),
            "mr_owner": Self.hexadecimal(report.mrOwner),
            "mr_owner_config": Self.hexadecimal(report.mrOwnerConfig),
            "mr_service_td": report.mrServiceTD.map(Self.hexadecimal) ?? .null,
            "extension": report.extension?.json ?? .null,
            "td_attributes": Self.hexadecimal(report.attributes.bytes),
            "xfam": Self.hexadecimal(report.xfam.bytes),
            "tdx_module": [
                "mr_seam": Self.hexadecimal(report.mrSeam),
                "mr_signer_seam": Self.hexadecimal(report.mrSignerSeam),
                "seam_attributes": Self.hexadecimal(report.seamAttributes),
                "tee_tcb_svn": Self.hexadecimal(report.teeTCBSVN),
                "tee_tcb_svn_2": report.teeTCBSVN2.map(Self.hexadecimal) ?? .null,
            ],
            "quoting_enclave": [
                "vendor_id": Self.hexadecimal(header.qeVendorID),
                "user_data": Self.hexadecimal(header.userData),
            ],
            "pck": pck.json,
            "tcb": tcb.json,
            "event_log": eventLog.map { ["events": .integer($0.events.count)] } ?? .null,
        ]
    }

    fileprivate static func hexadecimal(_ bytes: [UInt8]) -> JSONValue { .string(bytes.hexadecimal) }
}

extension TDXReportExtension {
    fileprivate var json: JSONValue {
        [
            "vmid": .integer(vmid),
            "td_id": TDXClaims.hexadecimal(instanceID),
            "devinfo": TDXClaims.hexadecimal(deviceInfo),
            "init_server_td_hash": TDXClaims.hexadecimal(initialServiceTD),
            "init_server_td_attr": TDXClaims.hexadecimal(initialServiceTDAttributes),
            "init_cpu_svn": TDXClaims.hexadecimal(initialCPUSVN),
            "init_tee_tcb_svn": TDXClaims.hexadecimal(initialTEETCBSVN),
            "init_tee_fmspc": TDXClaims.hexadecimal(initialFMSPC),
            "curr_server_td_hash": TDXClaims.hexadecimal(currentServiceTD),
            "curr_server_td_attr": TDXClaims.hexadecimal(currentServiceTDAttributes),
        ]
    }
}

extension PCKIdentity {
    fileprivate var json: JSONValue {
        [
            "issuer": .string(authority.commonName),
            "fmspc": .string(fmspc.hexadecimal),
            "pceid": .string(pceID.hexadecimal),
            "ppid": .string(ppid.hexadecimal),
            "platform_instance_id": platformInstanceID.map(TDXClaims.hexadecimal) ?? .null,
            "components": .array(components.map(JSONValue.integer)),
            "pcesvn": .integer(pceSVN),
            "cpusvn": .string(cpuSVN.hexadecimal),
            "sgx_type": sgxType.map(JSONValue.integer) ?? .null,
            "dynamic_platform": configuration.isDynamicPlatform.map(JSONValue.bool) ?? .null,
            "cached_keys": configuration.hasCachedKeys.map(JSONValue.bool) ?? .null,
            "smt_enabled": configuration.isSMTEnabled.map(JSONValue.bool) ?? .null,
        ]
    }
}

extension TDXTCBStatus {
    /// The status as it is reported.
    package var json: JSONValue {
        [
            "status": .string(status.rawValue),
            "platform": .string(platform.rawValue),
            "tdx_module": module.map { .string($0.rawValue) } ?? .null,
            "quoting_enclave": .string(quotingEnclave.rawValue),
            "current": current.map { .string($0.rawValue) } ?? .null,
            "advisories": .array(advisories.map(JSONValue.string)),
            "date": .string(StatementTime.text(date)),
            "evaluation_data_number": .integer(evaluationNumber),
            "collateral_valid": [
                .string(StatementTime.text(window.lowerBound)), .string(StatementTime.text(window.upperBound)),
            ],
        ]
    }
}
