import Bytes

/// A TPM 2.0, asked with raw commands. Blocks; not for the pool that runs tasks.
package struct TPM: ~Copyable, Sendable {
    /// How often a command is repeated that a busy TPM asks to repeat.
    private static let attempts = 10
    /// How many bytes of an NV index are moved at a time: less than any TPM's limit.
    private static let pieceSize = 512

    private let channel: TPMChannel
    private let pause: RetryPause

    /// Generating a key may take a slow chip a minute.
    package static var defaultPatience: Duration { .seconds(120) }

    /// Connects to the TPM at an address; `patience` bounds each answer.
    package init(
        _ address: TPMAddress,
        pause: RetryPause = .standard,
        patience: Duration = defaultPatience
    ) throws(EnclaveError) {
        channel = try TPMChannel(address, patience: patience)
        self.pause = pause
    }

    /// Sends a command, again while the TPM is busy; the answer may tell of failure.
    package borrowing func send(_ command: TPMCommand, hasHandle: Bool = false) throws(EnclaveError) -> TPMAnswer {
        let encoded = command.encoded
        var attempt = 1
        while true {
            let answer = try TPMAnswer(try channel.transmit(encoded), to: command, hasHandle: hasHandle)
            if answer.responseCode.isNotStarted, command.code != .startup, attempt == 1 {
                try start()
            } else if answer.responseCode.isTransient, attempt < Self.attempts {
                pause(after: attempt)
            } else {
                return answer
            }
            attempt += 1
        }
    }

    /// Sends a command that has to succeed.
    package borrowing func perform(_ command: TPMCommand, hasHandle: Bool = false) throws(EnclaveError) -> TPMAnswer {
        let answer = try send(command, hasHandle: hasHandle)
        guard answer.responseCode.isSuccess else { throw Self.failure(command, answer.responseCode) }
        return answer
    }

    static func failure(_ command: TPMCommand, _ code: TPMAnswer.ResponseCode) -> EnclaveError {
        EnclaveError(
            code.isAuthorizationFailure ? .denied : code.isNoSuchHandle ? .notFound : .failure,
            command.code.description,
            "the TPM answers \(code)"
        )
    }

    /// A chip is started by the firmware; a software TPM may not be.
    private borrowing func start() throws(EnclaveError) {
        var parameters = TPMBytes()
        parameters.put(UInt16(0))
        _ = try perform(TPMCommand(.startup, parameters))
    }
}

// MARK: Keys

extension TPM {
    /// The public area (TPMT_PUBLIC) of the object at a handle; `nil` where there is none.
    package borrowing func publicArea(at handle: UInt32) throws(EnclaveError) -> [UInt8]? {
        let command = TPMCommand(.readPublic, handles: [handle])
        let answer = try send(command)
        if answer.responseCode.isNoSuchHandle { return nil }
        guard answer.responseCode.isSuccess else { throw Self.failure(command, answer.responseCode) }
        return try answer.read(.readPublic) { reader throws(ByteReader.Truncated) in
            let area = try reader.takeSized()
            _ = try (reader.takeSized(), reader.takeSized())
            return area
        }
    }

    /// Makes a primary key of the owner's hierarchy, the same one from the same template for as long as the owner does
    /// not clear the TPM; whoever calls flushes it.
    package borrowing func makePrimary(
        _ template: [UInt8]
    ) throws(EnclaveError) -> (handle: UInt32, publicArea: [UInt8]) {
        var parameters = TPMBytes()
        // No password and no data of the caller's: each an empty TPM2B.
        parameters.putSized([0, 0, 0, 0])
        parameters.putSized(template)
        parameters.putSized([])
        parameters.put(UInt32(0))
        let command = TPMCommand(.createPrimary, handles: [TPMHandle.owner], authorizations: 1, parameters)
        let answer = try perform(command, hasHandle: true)
        guard let handle = answer.handle else { throw Self.failure(command, answer.responseCode) }
        var reader = ByteReader(answer.parameters)
        guard let area = try? reader.takeSized() else {
            try? flush(handle)
            throw EnclaveError(.malformed, command.code.description, "the TPM's answer does not have its form")
        }
        return (handle, area)
    }

    /// Removes a transient object; a TPM has room for about three.
    package borrowing func flush(_ handle: UInt32) throws(EnclaveError) {
        var parameters = TPMBytes()
        parameters.put(handle)
        _ = try perform(TPMCommand(.flushContext, parameters))
    }
}

// MARK: Registers

extension TPM {
    /// Has the key at `handle` sign the SHA-256 bank together with `qualifyingData`: TPMS_ATTEST and TPMT_SIGNATURE.
    package borrowing func quote(
        with handle: UInt32,
        qualifyingData: [UInt8]
    ) throws(EnclaveError) -> (message: [UInt8], signature: [UInt8]) {
        var parameters = TPMBytes()
        parameters.putSized(qualifyingData)
        // The key has a scheme of its own.
        parameters.put(TPMAlgorithm.null)
        parameters.putSelection(Self.registers)
        let command = TPMCommand(.quote, handles: [handle], authorizations: 1, parameters)
        return try perform(command).read(.quote) { reader throws(ByteReader.Truncated) in
            (try reader.takeSized(), try reader.take(reader.remaining))
        }
    }

    /// All 24 registers of the SHA-256 bank, in their order. The TPM gives at most eight at a time, so that they may
    /// change meanwhile; whoever needs them to belong together compares them with a quote.
    package borrowing func readRegisters() throws(EnclaveError) -> [[UInt8]] {
        var values: [[UInt8]] = []
        for start in stride(from: 0, to: Self.registers.count, by: 8) {
            values += try readRegisters(start..<(start + 8))
        }
        return values
    }

    private borrowing func readRegisters(_ wanted: Range<Int>) throws(EnclaveError) -> [[UInt8]] {
        var selection = TPMBytes()
        selection.putSelection(wanted)
        let expected = selection.bytes
        let answer = try perform(TPMCommand(.pcrRead, selection))
        let (selected, values) = try answer.read(.pcrRead) { reader throws(ByteReader.Truncated) in
            let _: UInt32 = try reader.bigEndian()
            let selected = try reader.take(expected.count)
            let count: UInt32 = try reader.bigEndian()
            var values: [[UInt8]] = []
            while values.count < min(Int(count), wanted.count) { values.append(try reader.takeSized()) }
            return (selected, values)
        }
        guard selected == expected, values.count == wanted.count, values.allSatisfy({ $0.count == 32 }) else {
            throw EnclaveError(
                .notSupported,
                "TPM2_PCR_Read",
                "the TPM does not give the registers of its SHA-256 bank",
                hint: "allocate the SHA-256 bank in the firmware's setup, or with tpm2_pcrallocate sha256:all"
            )
        }
        return values
    }
}

// MARK: NV indices, under the owner's authority

extension TPM {
    /// The number of bytes that an NV index holds; `nil` where it is not defined.
    package borrowing func sizeOfIndex(_ index: UInt32) throws(EnclaveError) -> Int? {
        let command = TPMCommand(.nvReadPublic, handles: [index])
        let answer = try send(command)
        if answer.responseCode.isNoSuchHandle { return nil }
        guard answer.responseCode.isSuccess else { throw Self.failure(command, answer.responseCode) }
        let area = try answer.read(.nvReadPublic) { reader throws(ByteReader.Truncated) in
            let area = try reader.takeSized()
            _ = try reader.takeSized()
            return area
        }
        guard area.count >= 2 else {
            throw EnclaveError(.malformed, command.code.description, "the TPM's answer does not have its form")
        }
        return Int(area[area.count - 2]) << 8 | Int(area[area.count - 1])
    }

    /// Everything that an NV index holds; `nil` where it is not defined.
    package borrowing func readIndex(_ index: UInt32) throws(EnclaveError) -> [UInt8]? {
        guard let size = try sizeOfIndex(index) else { return nil }
        var contents: [UInt8] = []
        while contents.count < size {
            let count = min(Self.pieceSize, size - contents.count)
            var parameters = TPMBytes()
            parameters.put(UInt16(count))
            parameters.put(UInt16(contents.count))
            let command = TPMCommand(.nvRead, handles: [TPMHandle.owner, index], authorizations: 1, parameters)
            let piece = try perform(command).read(.nvRead) { reader throws(ByteReader.Truncated) in
                try reader.takeSized()
            }
            guard piece.count == count else {
                throw EnclaveError(.malformed, command.code.description, "the TPM gives another number of bytes")
            }
            contents += piece
        }
        return contents
    }

    /// Writes an NV index from its start; it must be defined and large enough.
    package borrowing func writeIndex(_ index: UInt32, _ contents: [UInt8]) throws(EnclaveError) {
        for start in stride(from: 0, to: contents.count, by: Self.pieceSize) {
            var parameters = TPMBytes()
            parameters.putSized(Array(contents[start..<min(start + Self.pieceSize, contents.count)]))
            parameters.put(UInt16(start))
            _ = try perform(
                TPMCommand(.nvWrite, handles: [TPMHandle.owner, index], authorizations: 1, parameters)
            )
        }
    }

    /// Defines an ordinary NV index that the owner reads and writes.
    package borrowing func defineIndex(_ index: UInt32, size: Int) throws(EnclaveError) {
        var area = TPMBytes()
        area.put(index)
        area.put(TPMAlgorithm.sha256)
        // TPMA_NV_OWNERWRITE, TPMA_NV_OWNERREAD, TPMA_NV_NO_DA.
        area.put(UInt32(1 << 1 | 1 << 17 | 1 << 25))
        area.putSized([])
        area.put(UInt16(size))
        var parameters = TPMBytes()
        parameters.putSized([])
        parameters.putSized(area.bytes)
        _ = try perform(TPMCommand(.nvDefineSpace, handles: [TPMHandle.owner], authorizations: 1, parameters))
    }

    /// Removes an NV index.
    package borrowing func removeIndex(_ index: UInt32) throws(EnclaveError) {
        _ = try perform(TPMCommand(.nvUndefineSpace, handles: [TPMHandle.owner, index], authorizations: 1))
    }
}
