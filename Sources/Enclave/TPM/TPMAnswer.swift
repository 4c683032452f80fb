import Bytes

/// A TPM's answer, of which nothing is believed: the TPM may be played by the host.
package struct TPMAnswer: Sendable {
    static let tagNoSessions: UInt16 = 0x8001
    static let tagSessions: UInt16 = 0x8002

    /// TPM_RC (Part 2, 6.6).
    package let responseCode: ResponseCode
    /// The handle that commands which load an object answer with.
    package let handle: UInt32?
    /// What follows, without authorisations.
    package let parameters: [UInt8]

    /// Takes an answer apart; the size that it states must be its own.
    init(_ bytes: [UInt8], to command: TPMCommand, hasHandle: Bool) throws(EnclaveError) {
        do {
            var reader = ByteReader(bytes)
            let tag: UInt16 = try reader.bigEndian()
            let size: UInt32 = try reader.bigEndian()
            let code = ResponseCode(rawValue: try reader.bigEndian())
            guard Int(size) == bytes.count, tag == Self.tagNoSessions || tag == Self.tagSessions else {
                throw Self.malformed(command)
            }
            responseCode = code
            guard code.isSuccess else {
                guard reader.isAtEnd, tag == Self.tagNoSessions else { throw Self.malformed(command) }
                (handle, parameters) = (nil, [])
                return
            }
            guard (tag == Self.tagSessions) == (command.authorizations > 0) else { throw Self.malformed(command) }
            handle = hasHandle ? try reader.bigEndian() : nil
            if command.authorizations > 0 {
                let length: UInt32 = try reader.bigEndian()
                parameters = try reader.take(Int(length))
            } else {
                parameters = try reader.take(reader.remaining)
            }
        } catch let error as EnclaveError {
            throw error
        } catch {
            throw Self.malformed(command)
        }
    }

    /// The size that an answer states in its header, once that is there.
    static func announcedSize(_ bytes: [UInt8]) -> Int? {
        var reader = ByteReader(bytes.dropFirst(2))
        guard let size: UInt32 = try? reader.bigEndian() else { return nil }
        return Int(size)
    }

    /// Reads the parameters with `body`; they must fit exactly.
    func read<Value>(
        _ command: TPMCommand.Code,
        _ body: (inout ByteReader) throws(ByteReader.Truncated) -> Value
    ) throws(EnclaveError) -> Value {
        var reader = ByteReader(parameters)
        do throws(ByteReader.Truncated) {
            let value = try body(&reader)
            if reader.isAtEnd { return value }
        } catch {}
        throw EnclaveError(.malformed, command.description, "the TPM's answer does not have its form")
    }

    private static func malformed(_ command: TPMCommand) -> EnclaveError {
        EnclaveError(.malformed, command.code.description, "the TPM's answer does not have its form")
    }
}

extension TPMAnswer {
    /// How a command ended, TPM_RC.
    package struct ResponseCode: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        package let rawValue: UInt32

        package init(rawValue: UInt32) { self.rawValue = rawValue }

        package var isSuccess: Bool { rawValue == 0 }
        /// TPM_RC_INITIALIZE: nobody has started the TPM.
        package var isNotStarted: Bool { rawValue == 0x100 }
        /// TPM_RC_RETRY, TPM_RC_YIELDED, TPM_RC_TESTING, TPM_RC_NV_RATE: the same command may succeed later.
        package var isTransient: Bool { [0x922, 0x908, 0x90A, 0x920].contains(rawValue) }
        /// TPM_RC_HANDLE of some handle: nothing is there.
        package var isNoSuchHandle: Bool { rawValue & 0x0BF == 0x08B && rawValue & ~0xFFF == 0 }
        /// TPM_RC_LOCKOUT or TPM_RC_AUTH_FAIL or TPM_RC_BAD_AUTH: the owner has set a password, or too many were wrong.
        package var isAuthorizationFailure: Bool {
            rawValue == 0x921 || [0x08E, 0x0A2].contains(rawValue & 0x0BF)
        }

        package var description: String {
            let digits = String(rawValue, radix: 16)
            let meaning =
                switch self {
                case _ where isNotStarted: " (it was not started)"
                case _ where isTransient: " (busy)"
                case _ where isNoSuchHandle: " (nothing is at that handle)"
                case _ where isAuthorizationFailure: " (a password is needed)"
                default: ""
                }
            return "0x" + digits + meaning
        }
    }
}

extension ByteReader {
    /// Bytes after their number, as the `TPM2B_` types have it.
    mutating func takeSized() throws(Truncated) -> [UInt8] {
        let count: UInt16 = try bigEndian()
        return try take(Int(count))
    }
}
