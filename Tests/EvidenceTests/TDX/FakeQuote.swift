import OpenSSLKit

/// A quote to be altered, encoded and signed.
struct FakeQuote {
    var version: UInt16 = 4
    var teeTCBSVN: [UInt8] = [5, 1, 2] + [UInt8](repeating: 0, count: 13)
    /// Only stated in a quote of version 5 with a body of type 3.
    var teeTCBSVN2: [UInt8]?
    var mrSignerSeam = [UInt8](repeating: 0, count: 48)
    var seamAttributes = [UInt8](repeating: 0, count: 8)
    var tdAttributes: [UInt8] = [0, 0, 0, 0x10, 0, 0, 0, 0]
    var xfam: [UInt8] = [0xE7, 0x02, 0x06, 0, 0, 0, 0, 0]
    var mrtd = [UInt8](repeating: 0xAA, count: 48)
    var rtmr = (1...4).map { [UInt8](repeating: $0, count: 48) }
    var reportData = [UInt8](1...64)
    var mrServiceTD = [UInt8](repeating: 0, count: 48)
    /// What follows in a body of type 4; only stated where ``teeTCBSVN2`` is.
    var `extension`: [UInt8]?

    var qeVendorID: [UInt8] = [
        0x93, 0x9A, 0x72, 0x33, 0xF7, 0x9C, 0x4C, 0xA9, 0x94, 0x0A, 0x0D, 0xB3, 0x95, 0x7F, 0x06, 0x07,
    ]
    var qeAttributes: [UInt8] = [0x11] + [UInt8](repeating: 0, count: 15)
    var qeMiscSelect: [UInt8] = [0, 0, 0, 0]
    var qeSigner = [UInt8](repeating: 0xDC, count: 32)
    var qeProductID: UInt8 = 2
    var qeSVN: UInt8 = 6
    var qeAuthenticationData = [UInt8](0..<32)
    var machine = FakeMachine()
    var padding: [UInt8] = []

    /// Header, description of the body and body.
    var signedBytes: [UInt8] {
        var bytes = Self.little(version, 2) + Self.little(2, 2) + [0x81, 0, 0, 0, 0, 0, 0, 0] + qeVendorID
        bytes += [UInt8](repeating: 0x42, count: 20)
        if version == 5 {
            let extended: [UInt8] = `extension` == nil ? [3, 0, 0x88, 2, 0, 0] : [4, 0, 0x75, 3, 0, 0]
            bytes += teeTCBSVN2 == nil ? [2, 0, 0x48, 2, 0, 0] : extended
        }
        bytes += teeTCBSVN + [UInt8](repeating: 0x5E, count: 48) + mrSignerSeam + seamAttributes
        bytes += tdAttributes + xfam + mrtd
        for value in 1...3 as ClosedRange<UInt8> { bytes += [UInt8](repeating: value << 4, count: 48) }
        bytes += rtmr.flatMap { $0 } + reportData
        if let teeTCBSVN2 { bytes += teeTCBSVN2 + mrServiceTD + (`extension` ?? []) }
        return bytes
    }

    /// The quote, signed by a machine of `intel`.
    func encoded(by intel: FakeIntel) throws -> [UInt8] {
        let signed = signedBytes
        let key = Array(intel.attestationKey.publicKey.subjectPublicKeyInfo.suffix(64))
        let report = qeReport(key)
        let certificates = FakeIntel.pem(try machine.certificate(of: intel), intel.authority, intel.root)
        var inner = report + (try FakeIntel.sign(report, intel.machineKey))
        inner += Self.little(UInt16(qeAuthenticationData.count), 2) + qeAuthenticationData
        inner += Self.little(5, 2) + Self.little(UInt16(certificates.count), 4) + certificates
        var data = try FakeIntel.sign(signed, intel.attestationKey) + key
        data += Self.little(6, 2) + Self.little(UInt16(inner.count), 4) + inner
        return signed + Self.little(UInt16(data.count), 4) + data + padding
    }

    private func qeReport(_ key: [UInt8]) -> [UInt8] {
        func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
        var report = zeros(16) + qeMiscSelect + zeros(28) + qeAttributes + [UInt8](repeating: 0xE1, count: 32)
        report += zeros(32) + qeSigner + zeros(96) + [qeProductID, 0, qeSVN, 0] + zeros(60)
        return report + DigestAlgorithm.sha256.digest(key + qeAuthenticationData) + zeros(32)
    }

    private static func little(_ value: UInt16, _ count: Int) -> [UInt8] {
        [UInt8(value & 0xFF), UInt8(value >> 8)] + [UInt8](repeating: 0, count: count - 2)
    }
}
