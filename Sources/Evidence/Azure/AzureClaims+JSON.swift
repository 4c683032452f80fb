import Bytes
package import StrictJSON

extension AzureClaims {
    /// What is worth reporting, under the specifications' names where there are such.
    package var json: JSONValue {
        var claims = JSONObject()
        switch hardware {
        case .snp(let hardware): claims["snp"] = hardware.json
        case .tdx(let hardware): claims["tdx"] = hardware.json
        }
        claims["quote"] = quote.json
        claims["vm_configuration"] = configuration.json
        claims["user_data"] = userData.map { .string($0.hexadecimal) } ?? .null
        return .object(claims)
    }
}

extension AzureVMConfiguration {
    /// The facts that the paravisor states, under its own names.
    fileprivate var json: JSONValue {
        var facts = JSONObject()
        facts["console-enabled"] = consoleEnabled.map(JSONValue.bool)
        facts["interactive-console-enabled"] = interactiveConsoleEnabled.map(JSONValue.bool)
        facts["secure-boot"] = secureBoot.map(JSONValue.bool)
        facts["tpm-enabled"] = tpmEnabled.map(JSONValue.bool)
        facts["tpm-persisted"] = tpmPersisted.map(JSONValue.bool)
        facts["vmUniqueId"] = uniqueID.map(JSONValue.string)
        facts["root-cert-thumbprint"] = rootCertificateThumbprint.map(JSONValue.string)
        return .object(facts)
    }
}
