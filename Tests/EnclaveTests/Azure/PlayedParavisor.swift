import Bytes
import Enclave
import Evidence
import Foundation
import OpenSSLKit
import Synchronization
import TestSupport
import Testing

/// Plays Azure's paravisor below a real software TPM: it notices what is written to the user-data index, and leaves a
/// report that states it some readings later.
final class PlayedParavisor: Sendable {
    static let reportIndex: UInt32 = 0x0140_0001
    static let userDataIndex: UInt32 = 0x0140_0002

    /// Where the guest reaches its virtual TPM.
    var address: TPMAddress { played.address }
    /// Where the paravisor reaches it.
    let own: TPMAddress
    private let software: SoftwareTPM
    private let played: PlayedTPM

    /// `report` makes what the index holds for user data and the modulus of the TPM's key; `delay` is how many times the
    /// old one is read before the new one is there.
    init(
        in directory: String,
        delay: Int = 2,
        report: @escaping @Sendable (_ userData: [UInt8], _ modulus: [UInt8]) throws -> [UInt8]
    ) throws {
        software = try SoftwareTPM(in: directory)
        own = try #require(TPMAddress(software.address))
        let modulus = try Self.makeKey(own)
        let relay = TPMRelay(to: own)
        let index = Mutex(Index(contents: try report([UInt8](repeating: 0, count: 64), modulus)))
        played = try PlayedTPM(in: directory) { command in
            func word(_ start: Int) -> UInt32 {
                command.count < start + 4 ? 0 : command[start..<(start + 4)].reduce(0) { $0 << 8 | UInt32($1) }
            }
            switch (word(6), word(10), word(14)) {
            case (TPMCommand.Code.nvWrite.rawValue, _, Self.userDataIndex):
                // After the header, two handles and an empty password: the data after its number.
                index.withLock { $0.pending = (Array(command[33..<97]), 0) }
                return relay.answer(command)
            case (TPMCommand.Code.nvReadPublic.rawValue, Self.reportIndex, _):
                return index.withLock { index in
                    if let userData = index.due(after: delay), let made = try? report(userData, modulus) {
                        index = Index(contents: made)
                    }
                    return index.publicArea
                }
            case (TPMCommand.Code.nvRead.rawValue, _, Self.reportIndex):
                return index.withLock { $0.read(count: Int(word(31) >> 16), from: Int(word(31) & 0xFFFF)) }
            default:
                return relay.answer(command)
            }
        }
    }

    /// The index of the report: as large as Azure's, which is more than the software TPM has room for.
    private struct Index {
        let contents: [UInt8]
        /// What the guest wrote, and how often the report was asked for since.
        var pending: (userData: [UInt8], readings: Int)?

        init(contents: [UInt8]) {
            self.contents = contents + [UInt8](repeating: 0, count: max(0, 2600 - contents.count))
        }

        /// The data that the next report states, when its time has come.
        mutating func due(after delay: Int) -> [UInt8]? {
            guard let (userData, readings) = pending else { return nil }
            if readings >= delay { return userData }
            pending = (userData, readings + 1)
            return nil
        }

        /// The answer to TPM2_NV_ReadPublic: TPM2B_NV_PUBLIC and a Name.
        var publicArea: [UInt8] {
            var area = TPMBytes()
            area.put(PlayedParavisor.reportIndex)
            area.put(TPMAlgorithm.sha256)
            area.put(UInt32(1 << 17))
            area.putSized([])
            area.put(UInt16(contents.count))
            var parameters = TPMBytes()
            parameters.putSized(area.bytes)
            parameters.putSized([])
            var answer = TPMBytes()
            answer.put(UInt16(0x8001))
            answer.put(UInt32(10 + parameters.bytes.count))
            answer.put(UInt32(0))
            answer.put(parameters.bytes)
            return answer.bytes
        }

        /// The answer to TPM2_NV_Read, with the empty authorisation that a password gets.
        func read(count: Int, from start: Int) -> [UInt8] {
            var parameters = TPMBytes()
            parameters.putSized(Array(contents[start..<(start + count)]))
            var answer = TPMBytes()
            answer.put(UInt16(0x8002))
            answer.put(UInt32(19 + parameters.bytes.count))
            answer.put(UInt32(0))
            answer.put(UInt32(parameters.bytes.count))
            answer.put(parameters.bytes)
            answer.put([0, 0, 1, 0, 0])
            return answer.bytes
        }
    }

    /// Puts an RSA key of 2048 bits at the customary handle; its modulus.
    private static func makeKey(_ address: TPMAddress) throws -> [UInt8] {
        let tpm = try TPM(address)
        var template = TPMBytes()
        // TPM_ALG_RSA; RSASSA with SHA-256; the default exponent.
        for value in [1, TPMAlgorithm.sha256] as [UInt16] { template.put(value) }
        template.put(UInt32(0x0005_0072))
        template.putSized([])
        for value in [TPMAlgorithm.null, 0x0014, TPMAlgorithm.sha256, 2048] { template.put(value) }
        template.put(UInt32(0))
        template.putSized([])
        let (handle, area) = try tpm.makePrimary(template.bytes)
        var parameters = TPMBytes()
        parameters.put(TPMHandle.attestationKey)
        _ = try tpm.perform(
            TPMCommand(.evictControl, handles: [TPMHandle.owner, handle], authorizations: 1, parameters)
        )
        try tpm.flush(handle)
        return Array(area.suffix(256))
    }
}

/// The paravisor's report (tables of `HCLReport`), for hardware that vouches for the runtime data.
enum PlayedReport {
    static func runtimeData(userData: [UInt8], modulus: [UInt8]) -> [UInt8] {
        let n = modulus.base64.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        return Array(
            (#"{"keys":[{"kid":"HCLAkPub","key_ops":["sign"],"kty":"RSA","e":"AQAB","n":"\#(n)"}],"#
                + #""vm-configuration":{"console-enabled":false,"secure-boot":true,"tpm-enabled":true,"#
                + #""vmUniqueId":"1"},"user-data":"\#(userData.hexadecimal.uppercased())"}"#).utf8
        )
    }

    static func snp(_ hardwareReport: [UInt8], runtimeData: [UInt8]) -> [UInt8] {
        func word(_ value: Int) -> [UInt8] { withUnsafeBytes(of: UInt32(value).littleEndian) { Array($0) } }
        let dataSize = 20 + runtimeData.count
        let header = Array("HCLA".utf8) + word(1) + word(0x4C0 + dataSize) + word(2) + word(0)
        let request = word(dataSize) + word(1) + word(2) + word(1) + word(runtimeData.count)
        return header + [UInt8](repeating: 0, count: 12) + hardwareReport + request + runtimeData
    }
}
