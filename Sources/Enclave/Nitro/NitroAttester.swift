package import Builds
package import Evidence

/// An AWS Nitro Enclave.
package struct NitroAttester: Attester {
    package var platform: Platform { .nitro }

    private let device: NitroDevice

    package init(_ device: NitroDevice) { self.device = device }

    package func check() async throws(EnclaveError) {
        let device = device
        try await BlockingQueue.run { () throws(EnclaveError) in try device.check() }
    }

    package func attest(reportData: ReportData) async throws(EnclaveError) -> HardwareEvidence {
        let device = device
        let document = try await BlockingQueue.run { () throws(EnclaveError) in
            try device.document(committingTo: reportData.bytes)
        }
        guard document.firstRange(of: Self.member(reportData)) != nil else {
            throw EnclaveError(.interference, "NSM_IOCTL_RAW", "the document commits to other data")
        }
        return HardwareEvidence(
            platform: .nitro,
            evidence: NitroEvidence(document: document).json,
            collateral: nil
        )
    }

    /// `"user_data": h'…'` in CBOR: a text of 9 bytes, a byte string of 64.
    private static func member(_ data: ReportData) -> [UInt8] {
        [0x69] + Array("user_data".utf8) + [0x58, UInt8(ReportData.size)] + data.bytes
    }
}
