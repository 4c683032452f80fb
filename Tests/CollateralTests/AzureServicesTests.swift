import Bytes
import Enclave
import Evidence
import Foundation
import StrictJSON
import Synchronization
import TestSupport
import Testing

@testable import Collateral

@Suite(.timeLimit(.minutes(1))) struct AzureServicesTests {
    private func pem(_ der: [UInt8]) -> String {
        let body = Data(der).base64EncodedString(options: .lineLength64Characters)
        return "-----BEGIN CERTIFICATE-----\n\(body.replacing("\r", with: ""))\n-----END CERTIFICATE-----\n"
    }

    @Test(.enabled(if: Vector.areThere, "the vectors are not there (../shared/vectors)"))
    func `the platform's certificate is asked for as the metadata service demands`() async throws {
        let certificate = try Vector.bytes("az-snp/standalone-imds-thim/vcek.der")
        let text = JSONValue.object(
            try #require((["vcekCert": .string(pem(certificate)), "tcbm": "DB18000000000004"] as JSONValue).object)
        )
        let service = try PlayedService { request, _ in
            guard request.target == "/metadata/THIM/amd/certification" else { return nil }
            return request.headers["Metadata"] == "true" ? .init(body: text.serialized()) : .init(status: 400)
        }
        #expect(try await service.client(at: Date()).signingKeyCertificate() == certificate)
    }

    @Test(arguments: ["", "{}", "[]", #"{"vcekCert":1}"#, #"{"vcekCert":""}"#, #"{"vcekCert":"text"}"#])
    func `an answer without a certificate is an error`(text: String) async throws {
        let service = try PlayedService { _, _ in .init(text: text) }
        let error = await #expect(throws: EnclaveError.self) {
            try await service.client(at: Date()).signingKeyCertificate()
        }
        #expect(error?.code == .collateralMissing)
    }

    @Test func `a quote is asked for with the report, and again where the service fails`() async throws {
        let report = (0..<1024).map { UInt8(truncatingIfNeeded: $0 &* 13) }
        let quote: [UInt8] = [4, 0, 2, 0, 0xFB, 0xFF]
        let bodies = Mutex<[String]>([])
        let service = try PlayedService { request, count in
            bodies.withLock { $0.append(request.text) }
            guard request.method == "POST", request.target == "/acc/tdquote",
                request.headers["Content-Type"] == "application/json"
            else { return nil }
            return count == 1 ? .init(status: 503) : .init(text: #"{"quote":"\#(Base64URL.encode(quote))"}"#)
        }
        #expect(try await service.client(at: Date()).quote(for: report) == quote)
        #expect(bodies.withLock { $0 } == Array(repeating: #"{"report":"\#(Base64URL.encode(report))"}"#, count: 2))
    }

    @Test(arguments: ["", "{}", #"{"quote":null}"#, #"{"quote":"%"}"#, #"{"quote":"a+b="}"#])
    func `an answer without a quote is an error`(text: String) async throws {
        let service = try PlayedService { _, _ in .init(text: text) }
        let error = await #expect(throws: EnclaveError.self) { try await service.client(at: Date()).quote(for: [1]) }
        #expect(error?.code == .collateralMissing)
    }
}
