import Builds
import Enclave
import Evidence
import Glibc
import Synchronization
import Testing

/// Plays `/dev/nsm` by the kernel's ABI (include/uapi/linux/nsm.h).
private final class PlayedNSM: ControlDevice {
    let name = "/dev/nsm"
    private let failure: Int32
    private let statedSize: UInt64?
    private let answer: @Sendable (_ request: [UInt8]) -> [UInt8]

    init(
        failure: Int32 = 0,
        statedSize: UInt64? = nil,
        answer: @escaping @Sendable (_ request: [UInt8]) -> [UInt8] = { _ in [] }
    ) {
        self.failure = failure
        self.statedSize = statedSize
        self.answer = answer
    }

    func check() throws(EnclaveError) {}

    /// struct nsm_raw { struct iovec request, response; }
    func control(_ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
        guard request == 0xC020_0A00 else { return ENOTTY }
        guard failure == 0 else { return failure }
        func field(_ offset: Int) -> UInt64 { argument.load(fromByteOffset: offset, as: UInt64.self) }
        guard field(8) <= 0x1000, field(24) == 0x3000, let question = UnsafeRawPointer(bitPattern: UInt(field(0))),
            let room = UnsafeMutableRawPointer(bitPattern: UInt(field(16)))
        else { return EMSGSIZE }
        let bytes = answer(Array(UnsafeRawBufferPointer(start: question, count: Int(field(8)))))
        UnsafeMutableRawBufferPointer(start: room, count: 0x3000).copyBytes(from: bytes)
        argument.storeBytes(of: statedSize ?? UInt64(bytes.count), toByteOffset: 24, as: UInt64.self)
        return 0
    }
}

@Suite struct NitroAttesterTests {
    private let data = ReportData(provenance: [1], binding: [2])

    /// `{"Attestation": {"document": h'…'}}`.
    private static func response(_ document: [UInt8]) -> [UInt8] {
        [0xA1, 0x6B] + Array("Attestation".utf8) + [0xA1, 0x68] + Array("document".utf8)
            + [0x59, UInt8(document.count >> 8), UInt8(document.count & 0xFF)] + document
    }

    private static func document(_ userData: [UInt8]) -> [UInt8] {
        [UInt8](repeating: 0x84, count: 300) + [0x69] + Array("user_data".utf8) + [0x58, 0x40] + userData + [0xF6]
    }

    @Test func `the document is the device's, and the device was asked to commit to the data`() async throws {
        let data = data
        let asked = Mutex<[UInt8]>([])
        let device = PlayedNSM { request in
            asked.withLock { $0 = request }
            return Self.response(Self.document(data.bytes))
        }
        let evidence = try await NitroAttester(NitroDevice(device)).attest(reportData: data)
        #expect(evidence.platform == .nitro && evidence.collateral == nil)
        #expect(try NitroEvidence(evidence.evidence).document == Self.document(data.bytes))
        #expect(asked.withLock { $0 } == (try NitroRequest(userData: data.bytes).encoded))
    }

    @Test func `a document that commits to other data is refused`() async {
        let device = PlayedNSM { _ in Self.response(Self.document([UInt8](repeating: 0, count: 64))) }
        let error = await #expect(throws: EnclaveError.self) {
            try await NitroAttester(NitroDevice(device)).attest(reportData: data)
        }
        #expect(error?.code == .interference)
    }

    @Test func `what the device says went wrong is passed on`() async {
        let refusal: [UInt8] = [0xA1, 0x65] + Array("Error".utf8) + [0x6D] + Array("InternalError".utf8)
        let device = PlayedNSM { _ in refusal }
        let error = await #expect(throws: EnclaveError.self) {
            try await NitroAttester(NitroDevice(device)).attest(reportData: data)
        }
        #expect(error?.message.contains("InternalError") == true)
    }

    @Test func `an answer that is longer than the buffer, or nothing, is refused`() async {
        for size in [0, 0x3001, UInt64.max] {
            let device = PlayedNSM(statedSize: size) { _ in Self.response([]) }
            let error = await #expect(throws: EnclaveError.self) {
                try await NitroAttester(NitroDevice(device)).attest(reportData: data)
            }
            #expect(error?.code == .malformed)
        }
    }

    @Test func `a device that fails is an error`() async {
        let error = await #expect(throws: EnclaveError.self) {
            try await NitroAttester(NitroDevice(PlayedNSM(failure: EIO))).attest(reportData: data)
        }
        #expect(error?.code == .failure)
    }
}
