import Enclave
import Evidence
import StrictJSON
import Synchronization
import TestSupport
import Testing

/// A TPM may be played by the host: what it answers is data.
@Suite(.scratchDirectory, .timeLimit(.minutes(1))) struct HostileTPMTests {
    private var scratch: ScratchDirectory { .current }

    private func error(_ answer: [UInt8]?) throws -> EnclaveError? {
        let played = try PlayedTPM(in: scratch.path) { _ in answer }
        let error = #expect(throws: EnclaveError.self) {
            try TPM(played.address, pause: RetryPause { _ in }).readRegisters()
        }
        withExtendedLifetime(played) {}
        return error
    }

    @Test(
        arguments: [
            // Shorter than a header, with another size than it states, too long, of no known tag.
            [0x80], [0x80, 1, 0, 0, 0, 10, 0, 0, 0], [0x80, 1, 0, 0, 0, 9, 0, 0, 0, 0],
            [0x80, 1, 0, 0, 0, 10, 0, 0, 0, 0, 1], [0x80, 3, 0, 0, 0, 10, 0, 0, 0, 0],
            [0x80, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0], Array(repeating: 0x80, count: 5000),
            // Success without parameters, with sessions that nobody asked for, an error that says more.
            [0x80, 1, 0, 0, 0, 10, 0, 0, 0, 0], [0x80, 2, 0, 0, 0, 14, 0, 0, 0, 0, 0, 0, 0, 0],
            [0x80, 1, 0, 0, 0, 11, 0, 0, 1, 1, 0],
            // PCR_Read: a number of values that is not there.
            [0x80, 1, 0, 0, 0, 28, 0, 0, 0, 0] + [0, 0, 0, 1, 0, 0, 0, 1, 0, 11, 3, 0xFF, 0, 0]
                + [0xFF, 0xFF, 0xFF, 0xFF],
        ] as [[UInt8]]
    )
    func `an answer without the form of an answer is refused`(answer: [UInt8]) throws {
        // A socket that falls silent would be waited for; it is closed after what it sent.
        let played = try PlayedTPM(in: scratch.path) { command in command.isEmpty ? nil : answer }
        let error = #expect(throws: EnclaveError.self) {
            try TPM(played.address, pause: RetryPause { _ in }, patience: .milliseconds(200)).readRegisters()
        }
        #expect([.malformed, .timeout].contains(error?.code))
        withExtendedLifetime(played) {}
    }

    @Test func `a TPM that leaves is an error and no signal`() throws {
        #expect(try error(nil)?.code == .malformed)
    }

    @Test func `a TPM that says nothing is not waited for without end`() throws {
        let played = try PlayedTPM(in: scratch.path) { _ in [] }
        let error = #expect(throws: EnclaveError.self) {
            try TPM(played.address, patience: .milliseconds(50)).readRegisters()
        }
        #expect(error?.code == .timeout)
        withExtendedLifetime(played) {}
    }

    @Test func `a TPM that is always busy is not asked without end`() throws {
        let count = Mutex(0)
        let busy: [UInt8] = [0x80, 1, 0, 0, 0, 10, 0, 0, 9, 0x22]
        let played = try PlayedTPM(in: scratch.path) { _ in
            count.withLock { $0 += 1 }
            return busy
        }
        let error = #expect(throws: EnclaveError.self) {
            try TPM(played.address, pause: RetryPause { _ in }).readRegisters()
        }
        #expect(error?.message.contains("busy") == true)
        #expect(count.withLock { $0 } == 10)
        withExtendedLifetime(played) {}
    }

    @Test func `a TPM without the bank is told apart from one that fails`() throws {
        // PCR_Read of a bank that is not allocated: success, nothing selected, no values.
        let answer: [UInt8] =
            [0x80, 1, 0, 0, 0, 28, 0, 0, 0, 0] + [0, 0, 0, 1, 0, 0, 0, 1, 0, 11, 3, 0, 0, 0] + [0, 0, 0, 0]
        let error = try error(answer)
        #expect(error?.code == .notSupported)
        #expect(error?.hint?.contains("sha256") == true)
    }

    @Test(.enabled(if: SoftwareTPM.isInstalled, "swtpm is not installed: apt-get install swtpm"))
    func `a register that changes between quote and reading leads to another quote`() async throws {
        let software = try SoftwareTPM(in: scratch.path)
        let relay = TPMRelay(to: try #require(TPMAddress(software.address)))
        let quotes = Mutex(0)
        let extend = extension23
        let played = try PlayedTPM(in: scratch.path) { command in
            let code = command[6..<10].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            let answer = relay.answer(command)
            guard code == TPMCommand.Code.quote.rawValue else { return answer }
            let count = quotes.withLock { count in
                count += 1
                return count
            }
            if count <= 2 { _ = relay.answer(extend) }
            return answer
        }
        let data = ReportData(provenance: [1], binding: [2])
        let evidence = try await TPMAttester(played.address).attest(reportData: data)
        #expect(quotes.withLock { $0 } == 3)
        #expect(evidence.evidence["tpm_quote"]?["pcrs"]?.array?.count == 24)
        withExtendedLifetime((software, played)) {}
    }

    @Test(.enabled(if: SoftwareTPM.isInstalled, "swtpm is not installed: apt-get install swtpm"))
    func `registers that never stand still are an error, and the key is removed`() async throws {
        let software = try SoftwareTPM(in: scratch.path)
        let relay = TPMRelay(to: try #require(TPMAddress(software.address)))
        let flushed = Mutex(0)
        let extend = extension23
        let played = try PlayedTPM(in: scratch.path) { command in
            let code = command[6..<10].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            if code == TPMCommand.Code.flushContext.rawValue { flushed.withLock { $0 += 1 } }
            let answer = relay.answer(command)
            if code == TPMCommand.Code.quote.rawValue { _ = relay.answer(extend) }
            return answer
        }
        let data = ReportData(provenance: [1], binding: [2])
        let error = await #expect(throws: EnclaveError.self) {
            try await TPMAttester(played.address).attest(reportData: data)
        }
        #expect(error?.code == .interference)
        #expect(flushed.withLock { $0 } == 1)
        withExtendedLifetime((software, played)) {}
    }

    /// TPM2_PCR_Extend of a register that anybody may change.
    private var extension23: [UInt8] {
        var parameters = TPMBytes()
        parameters.put(UInt32(1))
        parameters.put(TPMAlgorithm.sha256)
        parameters.put([UInt8](repeating: 7, count: 32))
        return TPMCommand(.pcrExtend, handles: [23], authorizations: 1, parameters).encoded
    }
}
