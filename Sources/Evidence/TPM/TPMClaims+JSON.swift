import Builds
import Bytes
import OpenSSLKit
package import StrictJSON

extension TPMClaims {
    /// What is worth reporting, under the specification's names where there are such.
    package var json: JSONValue {
        var claims = JSONObject()
        claims["quote"] = quote.json
        claims["attestation_key"] = [
            "name": .string(attestationKey.name.description),
            "attributes": .string("0x" + String(attestationKey.attributes.rawValue, radix: 16)),
            "certificate": certificate.map(Self.json) ?? .null,
        ]
        return .object(claims)
    }

    private static func json(_ certificate: Certificate) -> JSONValue {
        [
            "issuer": certificate.issuer.commonName.map(JSONValue.string) ?? .null,
            "serial": .string(certificate.serialNumber.hexadecimal),
            "not_before": .string(certificate.notBefore.rfc3339),
            "not_after": .string(certificate.notAfter.rfc3339),
        ]
    }
}

extension TPMQuoteClaims {
    /// What is worth reporting, under the specification's names where there are such.
    package var json: JSONValue {
        var values = JSONObject()
        for index in quote.selection { values[String(index)] = registers[index].map { .string($0.hexadecimal) } }
        return [
            "extra_data": .string(extraData.hexadecimal),
            "qualified_signer": .string(quote.qualifiedSigner.description),
            "pcrs": .object(values),
            "clock": [
                "milliseconds": .integer(quote.clock.milliseconds),
                "reset_count": .integer(quote.clock.resetCount),
                "restart_count": .integer(quote.clock.restartCount),
                "safe": .bool(quote.clock.isSafe),
            ],
            "firmware_version": .string("0x" + String(quote.firmwareVersion, radix: 16)),
        ]
    }
}
