import CurlKit
package import Enclave
import Evidence
import OpenSSLKit
import StrictJSON

extension CollateralServices: AzurePlatform {
    package func signingKeyCertificate() async throws(EnclaveError) -> [UInt8] {
        let response = try await fetch(
            endpoints.azure,
            "/metadata/THIM/amd/certification",
            headers: ["Metadata": "true"]
        )
        guard let text = Self.member("vcekCert", of: response.body),
            let certificate = try? PEM.blocks(Array(text.utf8), label: "CERTIFICATE", limit: 1).first
        else { throw Self.missing("the platform's answer holds no certificate") }
        return certificate
    }

    package func quote(for report: [UInt8]) async throws(EnclaveError) -> [UInt8] {
        let question = ["report": .string(Base64URL.encode(report))] as JSONValue
        let response = try await fetch(endpoints.azure, "/acc/tdquote", json: question.serialized())
        guard let quote = Self.member("quote", of: response.body).flatMap(Base64URL.decode) else {
            throw Self.missing("the platform's answer holds no quote")
        }
        return quote
    }

    private static func member(_ name: String, of body: [UInt8]) -> String? {
        (try? JSONParser.parse(body, sizeLimit: answerLimit, depthLimit: 8))?[name]?.string
    }
}
