/// What a confidential machine of Azure's asks of the platform around it. What comes back is data from the host.
package protocol AzurePlatform: Sendable {
    /// The certificate of the processor's signing key, DER.
    func signingKeyCertificate() async throws(EnclaveError) -> [UInt8]

    /// The quote that the platform's quoting enclave makes of a TDREPORT.
    func quote(for report: [UInt8]) async throws(EnclaveError) -> [UInt8]
}
