import Bytes
import Testing

@testable import Enclave

@Suite struct TPMAnswerTests {
    private let command = TPMCommand(.nvRead, handles: [TPMHandle.owner, 0x0140_0001], authorizations: 1)

    /// TPM2_NV_Read of 40 bytes, with the authorisation that a password gets.
    private var answer: [UInt8] {
        var parameters = TPMBytes()
        parameters.putSized((0..<40).map { UInt8($0) })
        var answer = TPMBytes()
        answer.put(UInt16(0x8002))
        answer.put(UInt32(19 + parameters.bytes.count))
        answer.put(UInt32(0))
        answer.put(UInt32(parameters.bytes.count))
        answer.put(parameters.bytes)
        answer.put([0, 0, 1, 0, 0])
        return answer.bytes
    }

    private func read(_ bytes: [UInt8]) throws(EnclaveError) -> [UInt8] {
        let answer = try TPMAnswer(bytes, to: command, hasHandle: false)
        guard answer.responseCode.isSuccess else { throw TPM.failure(command, answer.responseCode) }
        return try answer.read(.nvRead) { reader throws(ByteReader.Truncated) in try reader.takeSized() }
    }

    @Test func `an answer is read`() throws {
        #expect(try read(answer) == (0..<40).map { UInt8($0) })
    }

    @Test func `every truncation and every extension is refused`() {
        for count in 0..<answer.count { #expect(throws: EnclaveError.self) { try read(Array(answer[..<count])) } }
        #expect(throws: EnclaveError.self) { try read(answer + [0]) }
    }

    @Test func `no altered bit is a crash, and none before the contents goes unnoticed`() {
        for bit in 0..<(answer.count * 8) {
            var altered = answer
            altered[bit / 8] ^= 1 << (bit % 8)
            let contents = try? read(altered)
            // Header, size of the parameters, size of the contents.
            if bit / 8 < 16 { #expect(contents == nil, "bit \(bit)") }
        }
    }

    @Test(
        arguments: [
            (0x100, "not started"), (0x922, "busy"), (0x18B, "nothing is at"), (0x28B, "nothing is at"),
            (0x98E, "password"), (0x921, "password"), (0x101, "0x101"),
        ] as [(UInt32, String)]
    )
    func `what a TPM means by its codes is said in words`(code: UInt32, words: String) {
        #expect(TPMAnswer.ResponseCode(rawValue: code).description.contains(words))
    }

    @Test func `a code of another layer than the TPM's is not taken for an empty handle`() {
        #expect(!TPMAnswer.ResponseCode(rawValue: 0x000B_008B).isNoSuchHandle)
    }
}
